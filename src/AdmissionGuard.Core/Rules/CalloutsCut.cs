using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Pods that the API server calls and can no longer reach.</summary>
internal static class CalloutsCut
{
    public static IEnumerable<Detection> Find(RuleContext context)
    {
        var called = new SortedDictionary<(ObjectKey Service, int Port), Called>();
        var paths = new ApiServerPaths(context.Simulation);
        foreach (var (pods, cause) in Concerned(context, paths))
        {
            context.Simulation.Pulse();
            foreach (var callout in context.Simulation.Index.Callouts.In(pods.Namespace.Name))
            {
                foreach (var target in callout.Targets.Where(target => target.Service.Namespace == pods.Namespace.Name))
                {
                    if (PortOn(pods, target) is not { } port)
                    {
                        continue;
                    }

                    var (before, after) = (paths.To(pods, port, after: false), paths.To(pods, port, after: true));
                    if (after >= before)
                    {
                        continue;
                    }

                    if (!called.TryGetValue((target.Service, port), out var known))
                    {
                        called[(target.Service, port)] = known = new Called(context.Names.NewTally());
                    }

                    known.Add(pods, callout, target, after, cause);
                }
            }
        }

        return called.Select(item => Describe(context, item.Key.Service, item.Key.Port, item.Value, paths));
    }

    // Pods whose ingress changes; and where the egress of the API server's agents does, everybody whom it calls.
    private static IEnumerable<(PodClass Pods, Direction Cause)> Concerned(RuleContext context, ApiServerPaths paths)
    {
        var callouts = context.Simulation.Index.Callouts;
        var own = Running(Direction.Ingress).Where(pods => callouts.In(pods.Namespace.Name).Count > 0).ToHashSet();
        var isAboutAgents = context.Change.Key.Namespace == ApiServerPaths.Place
            && Running(Direction.Egress).Any(pods => paths.Agents.Pods.Contains(pods));
        var others = isAboutAgents
            ? callouts.Namespaces.Select(context.Simulation.Index.Find).OfType<NamespaceEntry>()
                .SelectMany(place => place.Classes).Where(pods => !pods.IsTerminating && !own.Contains(pods))
            : [];
        return own.Select(pods => (pods, Direction.Ingress)).Concat(others.Select(pods => (pods, Direction.Egress)));

        IEnumerable<PodClass> Running(Direction direction) =>
            context.Simulation.Changed[direction].SelectMany(group => group.Pods).Where(pods => !pods.IsHypothetical);
    }

    // Policies see the port of the pod, after the Service's translation.
    private static int? PortOn(PodClass pods, CalloutTarget target)
    {
        var service = pods.Namespace.Services.FirstOrDefault(service => service.Key == target.Service);
        return service?.Selector?.Matches(pods.Labels) == true
            ? service.Ports.FirstOrDefault(port => port.Protocol == Protocol.Tcp && port.Port == target.Port)?.On(pods.Ports)
            : null;
    }

    private static Detection Describe(RuleContext context, ObjectKey service, int port, Called called, ApiServerPaths paths)
    {
        var by = Wording.List([.. called.Callouts], shown: 2, called.Callouts.Count);
        var consequence = called.FailsRequests ? "requests that it is asked about fail" : "requests go on without it";
        return new Detection(
            $"{Caller.Of(context, paths, called.IsPartly)} can no longer reach {context.Names.Of(called.Workloads).Text} on TCP {port}, which {by} "
            + $"{(called.Callouts.Count == 1 ? "calls" : "call")}: {consequence}",
            PolicyFields.Cause(context, called.IsByEgress ? Direction.Egress : Direction.Ingress))
        {
            Cap = called.FailsRequests && !called.IsPartly ? Verdict.Deny : Verdict.Warn,
            Flaw = $"{service} {port}",
            Remediation = called.IsByEgress
                ? $"Allow egress to {context.Names.Of(called.Workloads).Text} on TCP {port}, and to the control plane outside the cluster: "
                    + "these pods carry what the API server calls."
                : Caller.Remedy(context, paths, port),
        };
    }

    private sealed class Called(WorkloadTally workloads)
    {
        public SortedSet<string> Callouts { get; } = new(StringComparer.Ordinal);

        public WorkloadTally Workloads { get; } = workloads;

        public bool FailsRequests { get; private set; }

        /// <summary>Some API servers, or some of their agents, reach all of the pods still.</summary>
        public bool IsPartly { get; private set; } = true;

        /// <summary>It is the agents that are let out no more, and not the pods that let them in no more.</summary>
        public bool IsByEgress { get; private set; } = true;

        public void Add(PodClass pods, ApiCallout callout, CalloutTarget target, PathState after, Direction cause)
        {
            Workloads.Add(pods);
            Callouts.Add($"{callout.Kind} \"{callout.Name}\"");
            FailsRequests |= target.FailsRequests;
            IsPartly &= after == PathState.Partly;
            IsByEgress &= cause == Direction.Egress;
        }
    }
}
