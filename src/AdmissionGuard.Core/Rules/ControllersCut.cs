using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Controllers that can no longer reach the API server, their sources or each other. DNS is another rule's.</summary>
internal static class ControllersCut
{
    // https, git over SSH, and git's own protocol.
    private static readonly ConnectionSet Fetching =
        ConnectionSet.Of(Protocol.Tcp, 443).Union(ConnectionSet.Of(Protocol.Tcp, 22)).Union(ConnectionSet.Of(Protocol.Tcp, 9418));

    public static IEnumerable<Detection> Find(RuleContext context)
    {
        var (server, sources) = (context.Names.NewTally(), context.Names.NewTally());
        var paths = new ApiServerPaths(context.Simulation);
        var changed = context.Simulation.Changed[Direction.Egress].SelectMany(group => group.Pods).Where(pods => !pods.IsHypothetical);
        foreach (var pods in changed)
        {
            context.Simulation.Pulse();
            if (ClusterController.Of(pods) is not { } controller)
            {
                continue;
            }

            if (controller.NeedsApiServer && paths.From(pods, after: true) == PathState.Closed && paths.From(pods, after: false) != PathState.Closed)
            {
                server.Add(pods);
            }

            if (controller.NeedsSources && paths.LeavesTheCluster(pods, Fetching, after: false) && !paths.LeavesTheCluster(pods, Fetching, after: true))
            {
                sources.Add(pods);
            }
        }

        return [.. ToServer(context, server, paths), .. ToSources(context, sources), .. ToPeers(context)];
    }

    private static IEnumerable<Detection> ToServer(RuleContext context, WorkloadTally cut, ApiServerPaths paths)
    {
        if (cut.Count > 0)
        {
            var ports = paths.Ports;
            var at = paths.Addresses.IsEmpty
                ? "" : $" at {Wording.List([.. paths.Addresses.Select(address => address.ToString())], 3, paths.Addresses.Length)}";
            yield return new Detection(
                $"{context.Names.Of(cut).Text} can no longer reach the API server{at} on TCP {string.Join(" or ", ports)}, and so change nothing any more",
                PolicyFields.Cause(context, Direction.Egress))
            {
                Flaw = "API server",
                Remediation = $"Allow egress on TCP {string.Join(" and ", ports)} to the API server's addresses by an ipBlock, or to everywhere by a rule without \"to\".",
            };
        }
    }

    private static IEnumerable<Detection> ToSources(RuleContext context, WorkloadTally cut)
    {
        if (cut.Count > 0)
        {
            yield return new Detection(
                $"{context.Names.Of(cut).Text} can no longer fetch anything from outside the cluster: TCP 443 and 22 are closed",
                PolicyFields.Cause(context, Direction.Egress))
            {
                Cap = Verdict.Warn,
                Flaw = "sources",
                Remediation = "Allow egress on TCP 443 or 22 to where the repositories are.",
            };
        }
    }

    private static IEnumerable<Detection> ToPeers(RuleContext context)
    {
        var (from, to, connections, isIngress) = (context.Names.NewTally(), context.Names.NewTally(), ConnectionSet.None, false);
        foreach (var block in context.Simulation.Blocks.Where(block => !block.Lost.IsEmpty))
        {
            context.Simulation.Pulse();
            var targets = block.To.Pods.Where(pods => !pods.IsHypothetical)
                .Select(pods => (Pods: pods, Controller: ClusterController.Of(pods))).Where(item => item.Controller is not null).ToList();
            foreach (var pods in targets.Count == 0 ? [] : block.From.Pods.Where(pods => !pods.IsHypothetical))
            {
                if (ClusterController.Of(pods) is not { } controller)
                {
                    continue;
                }

                foreach (var (target, other) in targets)
                {
                    var lost = controller.To(other!).Intersect(block.Lost);
                    if (!lost.IsEmpty)
                    {
                        from.Add(pods);
                        to.Add(target);
                        connections = connections.Union(lost);
                        isIngress |= block.Cause == Direction.Ingress;
                    }
                }
            }
        }

        if (from.Count > 0)
        {
            yield return new Detection(
                $"{context.Names.Of(from).Text} can no longer reach {context.Names.Of(to).Text} on {connections}, without which nothing is deployed any more",
                PolicyFields.Cause(context, isIngress ? Direction.Ingress : Direction.Egress))
            {
                Flaw = "peers",
                Remediation = $"Allow {connections} between these controllers.",
            };
        }
    }
}
