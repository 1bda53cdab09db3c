using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

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
        var seen = new PodClassSet();
        var closed = new Dictionary<(DnsOutlook Outlook, PodDns Dns, bool Runs), Asking>();
        foreach (var pods in context.Simulation.Blocks.SelectMany(block => Affected(context, block)).Where(seen.Add))
        {
            context.Simulation.Pulse();
            var outlook = context.Dns.Outlook(pods, after: true);
            if (outlook <= context.Dns.Outlook(pods, after: false))
            {
                continue;
            }

            // Pods with name servers of their own may stand beside pods that ask the cluster's: each are told what they lack.
            var key = (outlook, pods.Dns, !pods.IsHypothetical);
            if (!closed.TryGetValue(key, out var asking))
            {
                closed[key] = asking = new Asking(pods, context.Names.NewTally());
            }

            asking.Add(pods);
        }

        var anyRuns = closed.Keys.Any(key => key.Runs);
        foreach (var (key, asking) in closed.Where(item => item.Key.Runs || !anyRuns)
            .OrderByDescending(item => item.Key.Outlook).ThenBy(item => context.Names.Of(item.Value.Workloads).Text, StringComparer.Ordinal)
            .ThenBy(item => string.Join(',', item.Key.Dns.NameServers), StringComparer.Ordinal))
        {
            yield return Describe(context, asking, key.Outlook, key.Runs);
        }
    }

    /// <summary>What of a block's loss is the way to name servers that this rule reports as closed.</summary>
    public static ConnectionSet Reported(RuleContext context, ConnectionBlock block)
    {
        var pods = Affected(context, block).ToList();
        if (pods.Count == 0 || pods.Count < block.From.Pods.Count
            || !pods.TrueForAll(one => context.Dns.Outlook(one, after: true) > context.Dns.Outlook(one, after: false)))
        {
            return ConnectionSet.None;
        }

        if (block.To.Range is { } range)
        {
            // A wider range holds other addresses too, of which port 53 says nothing.
            return range.First == range.Last || block.Lost.Except(Questions).IsEmpty ? Questions : ConnectionSet.None;
        }

        return block.To.Pods.Where(server => block.From.Pods.Count > 1 || PodClass.Pairs(block.From.Pods.First, server) > 0)
            .Aggregate(ConnectionSet.All, (all, server) => all.Intersect(context.Dns.QuestionsTo(server)));
    }

    // Only pods that lose a connection to a name server can lose their names.
    private static IEnumerable<PodClass> Affected(RuleContext context, ConnectionBlock block)
    {
        context.Simulation.Pulse();
        if (block.Lost.IsEmpty)
        {
            return [];
        }

        if (block.To.Range is { } range)
        {
            return AskingAt(context, range, block.From.Pods);
        }

        var anyServer = context.Dns.AnyServes(block.To.Pods, block.Lost);
        return anyServer || block.From.Pods.HasOwnNameServers
            ? block.From.Pods.Where(pods => pods.Dns.Source == DnsSource.Own || (anyServer && pods.Dns.Source == DnsSource.Cluster))
            : [];
    }

    // Whole namespaces of pods have the same name servers.
    private static IEnumerable<PodClass> AskingAt(RuleContext context, IpRange range, PodCrowd from)
    {
        var (last, isAsked) = ((PodDns?)null, false);
        foreach (var pods in from)
        {
            if (!pods.Dns.Equals(last))
            {
                (last, isAsked) = (pods.Dns, context.Dns.IsAskedAt(range, pods.Dns));
            }

            if (isAsked)
            {
                yield return pods;
            }
        }
    }

    private static Detection Describe(RuleContext context, Asking asking, DnsOutlook outlook, bool running)
    {
        var paths = context.Dns.Of(asking.First, after: true);
        var byServers = context.Simulation.Blocks.Any(block => context.Dns.AnyServes(block.To.Pods, block.LostAt(Direction.Ingress)));
        var what = outlook == DnsOutlook.Blocked
            ? $"can no longer resolve names: {Closed(context, paths, "UDP", path => path.Udp)}"
            : $"can resolve names only in part: {Partly(context, paths)}";
        return new Detection(
            $"{context.Names.Of(asking.Workloads).Text} {what}" + (running ? "" : " (no such pods run yet)"),
            PolicyFields.Cause(context, byServers ? Direction.Ingress : Direction.Egress))
        {
            Cap = outlook == DnsOutlook.Blocked && running ? Verdict.Deny : Verdict.Warn,
            Flaw = $"{outlook} {string.Join(',', asking.First.Dns.NameServers)}",
            Subjects = asking.Pods,
            Remediation = Remediation(context, asking.First, byServers),
            Fix = byServers ? null : () => NameServerRules.For(context, asking.First),
        };
    }

    private static string Partly(RuleContext context, IReadOnlyList<DnsPath> paths)
    {
        var parts = new[] { Closed(context, paths, "UDP", path => path.Udp), Closed(context, paths, "TCP", path => path.Tcp) };
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    private static string Closed(RuleContext context, IReadOnlyList<DnsPath> paths, string protocol, Func<DnsPath, PathState> state)
    {
        var names = paths.Where(path => state(path) != PathState.Open)
            .Select(path => NameOf(context, path) + (state(path) == PathState.Partly ? " (some)" : "")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $"{Wording.List(names, 3, names.Count)} {(names.Count == 1 ? "is" : "are")} closed over {protocol}";
    }

    // Addresses of name servers stand in the pods' own resolv.conf.
    private static string NameOf(RuleContext context, DnsPath path) =>
        path.Target is DnsService service && !context.Names.MayName(service.Service.Key.Namespace) ? "DNS in another namespace" : path.Name;

    private static string? Remediation(RuleContext context, PodClass pods, bool byServers)
    {
        if (byServers)
        {
            return "Admit all pods of the cluster to the DNS pods' port over UDP and TCP.";
        }

        var ways = DnsRemedy.Ways(context.Dns, pods, context.Names.MayName).ToList();
        return ways.Count == 0 ? null : $"Allow egress to {string.Join(" and to ", ways)}.";
    }

    // Pods that ask the same name servers.
    private sealed class Asking(PodClass any, WorkloadTally workloads)
    {
        /// <summary>The first by name, whatever the order in which pods were read: it stands for all in the sentence.</summary>
        public PodClass First { get; private set; } = any;

        public PodClassSet Pods { get; } = new();

        public WorkloadTally Workloads { get; } = workloads;

        public void Add(PodClass pods)
        {
            Pods.Add(pods);
            Workloads.Add(pods);
            var byName = Workload.ByName.Compare(pods.Workload, First.Workload);
            if (byName < 0 || (byName == 0 && string.CompareOrdinal(pods.Labels.ToString(), First.Labels.ToString()) < 0))
            {
                First = pods;
            }
        }
    }
}
