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
        var changed = context.Simulation.Changed[Direction.Ingress].SelectMany(group => group.Pods).Where(pods => !pods.IsHypothetical);
        foreach (var pods in changed)
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

                    known.Add(pods, callout, target, after);
                }
            }
        }

        return called.Select(item => Describe(context, item.Key.Service, item.Key.Port, item.Value, paths));
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
        var from = paths.Addresses.IsEmpty ? "" : $" at {Wording.List([.. paths.Addresses.Select(address => address.ToString())], 3, paths.Addresses.Length)}";
        var consequence = called.FailsRequests ? "requests that it is asked about fail" : "requests go on without it";
        return new Detection(
            $"{(called.IsPartly ? "one of the API servers" : "the API server")}{from} can no longer reach "
            + $"{context.Names.Of(called.Workloads).Text} on TCP {port}, which {by} {(called.Callouts.Count == 1 ? "calls" : "call")}: {consequence}",
            PolicyFields.Cause(context, Direction.Ingress))
        {
            Cap = called.FailsRequests && !called.IsPartly ? Verdict.Deny : Verdict.Warn,
            Flaw = $"{service} {port}",
            Remediation = paths.Addresses.IsEmpty
                ? $"Admit TCP {port} from the API server's addresses by an ipBlock, or from everywhere by a rule without \"from\"; no selector matches the API server."
                : $"Admit TCP {port} from {string.Join(" and ", paths.Addresses.Select(Block))} by ipBlocks, or from everywhere by a rule without \"from\".",
        };
    }

    private static string Block(IpAddress address) => $"{address}/{(address.Family == IpFamily.IPv4 ? 32 : 128)}";

    private sealed class Called(WorkloadTally workloads)
    {
        public SortedSet<string> Callouts { get; } = new(StringComparer.Ordinal);

        public WorkloadTally Workloads { get; } = workloads;

        public bool FailsRequests { get; private set; }

        /// <summary>Some API servers reach all of the pods still.</summary>
        public bool IsPartly { get; private set; } = true;

        public void Add(PodClass pods, ApiCallout callout, CalloutTarget target, PathState after)
        {
            Workloads.Add(pods);
            Callouts.Add($"{callout.Kind} \"{callout.Name}\"");
            FailsRequests |= target.FailsRequests;
            IsPartly &= after == PathState.Partly;
        }
    }
}
