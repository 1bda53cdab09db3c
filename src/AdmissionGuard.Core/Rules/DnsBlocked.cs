using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Pods that can no longer resolve names.</summary>
internal static class DnsBlocked
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "dns-blocked",
        Finds = "Running pods that could resolve names cannot any more, or only in part.",
        Why = "A policy that restricts egress takes DNS with it unless a rule allows it, and one that isolates the DNS pods takes it from "
            + "everybody. Policies match the DNS pods' own port, which need not be 53, and NodeLocal DNSCache answers on addresses of the node. "
            + "The rule stays silent about pods with `dnsPolicy: Default`, and where no DNS Service is known.",
        Remediation = "Allow the DNS pods' port over UDP and TCP.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Deny, Verdict.Warn),
        Exceptions = "warn when names still resolve in part (no TCP, or not on every path), or when no such pod runs",
        IsCurable = true,
    };

    private static readonly ConnectionSet Questions =
        ConnectionSet.Of(Protocol.Udp, DnsService.Port).Union(ConnectionSet.Of(Protocol.Tcp, DnsService.Port));

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        var affected = Affected(context).Distinct()
            .Select(pods => (Pods: pods, Before: context.Dns.Outlook(pods, after: false), After: context.Dns.Outlook(pods, after: true)))
            .Where(item => item.After > item.Before).ToList();
        var running = affected.Where(item => !item.Pods.IsHypothetical).ToList();
        foreach (var group in (running.Count > 0 ? running : affected).GroupBy(item => item.After).OrderByDescending(group => group.Key))
        {
            yield return Describe(context, [.. group.Select(item => item.Pods)], group.Key, running.Count > 0);
        }
    }

    /// <summary>Whether a block of lost connections is nothing but the way to the name servers.</summary>
    public static bool IsAboutDns(RuleContext context, ConnectionBlock block)
    {
        var pods = Affected(context, block).ToList();
        return pods.Count == block.From.Pods.Count && pods.Count > 0
            && (block.To.Range is { } range
                ? range.First == range.Last || block.Lost.Except(Questions).IsEmpty
                : block.To.Pods.All(context.Dns.IsServer))
            && pods.TrueForAll(one => context.Dns.Outlook(one, after: true) > context.Dns.Outlook(one, after: false));
    }

    // Only pods that lose a connection to a name server can lose their names.
    private static IEnumerable<PodClass> Affected(RuleContext context) => context.Simulation.Blocks.SelectMany(block => Affected(context, block));

    private static IEnumerable<PodClass> Affected(RuleContext context, ConnectionBlock block)
    {
        if (block.Lost.IsEmpty)
        {
            return [];
        }

        if (block.To.Range is { } range)
        {
            return block.From.Pods.Where(pods => context.Dns.IsAskedAt(range, pods));
        }

        var anyServer = block.To.Pods.Any(pods => context.Dns.Serves(pods, block.Lost));
        return block.From.Pods.Where(pods => pods.Any.Dns.Source == DnsSource.Own || (anyServer && pods.Any.Dns.Source == DnsSource.Cluster));
    }

    private static Detection Describe(RuleContext context, List<PodClass> pods, DnsOutlook outlook, bool running)
    {
        var names = context.Names.Of(pods).Text;

        // Pods with name servers of their own may stand beside pods that ask the cluster's.
        pods = [.. pods.DistinctBy(one => one.Any.Dns)];
        List<DnsPath> paths = [.. pods.SelectMany(one => context.Dns.Of(one, after: true)).Distinct()];
        var byServers = context.Simulation.Changed[Direction.Ingress].Any(group => group.Pods.Any(context.Dns.IsServer));
        var what = outlook == DnsOutlook.Blocked
            ? $"can no longer resolve names: {Closed(paths, "UDP", path => path.Udp)}"
            : $"can resolve names only in part: {Partly(paths)}";
        return new Detection(
            $"{names} {what}" + (running ? "" : " (no such pods run yet)"),
            context.After is null ? "metadata.name" : PolicyFields.Rules(byServers ? Direction.Ingress : Direction.Egress))
        {
            Cap = outlook == DnsOutlook.Blocked && running ? Verdict.Deny : Verdict.Warn,
            Flaw = $"{outlook}",
            Remediation = Remediation(context, pods, byServers),
        };
    }

    private static string Partly(IReadOnlyList<DnsPath> paths)
    {
        var parts = new[] { Closed(paths, "UDP", path => path.Udp), Closed(paths, "TCP", path => path.Tcp) };
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private static string Closed(IReadOnlyList<DnsPath> paths, string protocol, Func<DnsPath, PathState> state)
    {
        var names = paths.Where(path => state(path) != PathState.Open)
            .Select(path => path.Name + (state(path) == PathState.Partly ? " (some)" : "")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $"{Wording.List(names, 3, names.Count)} {(names.Count == 1 ? "is" : "are")} closed over {protocol}";
    }

    private static string? Remediation(RuleContext context, List<PodClass> pods, bool byServers)
    {
        if (byServers)
        {
            return "Admit all pods of the cluster to the DNS pods' port over UDP and TCP.";
        }

        var ways = pods.SelectMany(context.Dns.Ways).Distinct(StringComparer.Ordinal).ToList();
        return ways.Count == 0 ? null : $"Allow egress to {string.Join(" and to ", ways)}.";
    }
}
