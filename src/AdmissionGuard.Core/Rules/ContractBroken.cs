using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>A change that breaks a line of the cluster's connectivity contract.</summary>
internal static class ContractBroken
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "contract-broken",
        Finds = "The change cuts connections that the connectivity contract says must pass, or opens some that must not.",
        Why = "A contract says in one file what has to be able to talk and what must not be, so that no policy can change it by accident. "
            + "The rule stays silent where no contract is configured, and about lines that the change leaves as they were, kept or broken.",
        Remediation = "Keep what the contract asks for, or change its line first.",
        IsAboutChange = true,
        Actions = new RuleActions(Verdict.Deny, Verdict.Deny, Verdict.Deny),
        Exceptions = "warn when only pods that do not run yet are concerned",
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        if (context.Configuration.Contract is not { } contract || context.Simulation.Blocks.Count == 0)
        {
            return [];
        }

        // Most lines are about pods that the change does not touch: those are told from the few pods whose policies it changes.
        var near = context.Simulation.Blocks.SelectMany(block => block.Changed.Pods.Concat(block.Other?.Pods ?? PodCrowd.None)).Distinct().ToList();
        return contract.Lines
            .Where(line => near.Exists(pods => line.From.Matches(pods) || line.To.Matches(pods)))
            .Select(line => Breach(context, line)).OfType<Detection>();
    }

    private static Detection? Breach(RuleContext context, ContractLine line)
    {
        var (from, to) = (new Part(line.From), new Part(line.To));
        var (real, imagined) = (new Breaches(), new Breaches());
        foreach (var block in context.Simulation.Blocks)
        {
            context.Simulation.Pulse();
            var connections = (line.MustAllow ? block.Lost : block.Gained).Intersect(line.Connections);
            if (!connections.IsEmpty && from.Meets(block.From) && to.Meets(block.To))
            {
                real.Add(block.Cause, from.Of(block.From, onlyRunning: true), to.Of(block.To, onlyRunning: true), connections);
                imagined.Add(block.Cause, from.Of(block.From, onlyRunning: false), to.Of(block.To, onlyRunning: false), connections);
            }
        }

        return real.Any ? Describe(context, line, real, runs: true) : imagined.Any ? Describe(context, line, imagined, runs: false) : null;
    }

    private static Detection Describe(RuleContext context, ContractLine line, Breaches found, bool runs)
    {
        var what = line.MustAllow ? "must pass and do no more" : "must not pass and now do";
        return new Detection(
            $"contract line {line.Place} is broken: connections from {context.Names.Ends(found.Ends, runs)} "
            + $"to {context.Names.Ends(found.Ends.Select(end => (end.To, end.From)), runs)} on {found.Connections} {what}"
            + (runs ? "" : " (no such pods run yet)"),
            PolicyFields.Cause(context, found.Cause))
        {
            Cap = runs ? Verdict.Deny : Verdict.Warn,
            Flaw = line.Place,
            Remediation = $"Keep what the contract asks for, or change {line.Place} first.",
        };
    }

    // What of blocks' ends a line's end means; blocks share long lists of pods, and each is looked through once.
    private sealed class Part(ContractEnd end)
    {
        private readonly Dictionary<PodCrowd, List<PodClass>> _known = new(ReferenceEqualityComparer.Instance);

        public bool Meets(BlockEnd block) => end.Range is { } range
            ? block.Range is { } others && others.Family == range.Family && others.First <= range.Last && others.Last >= range.First
            : block.Range is null && Matching(block.Pods).Count > 0;

        // Of several addresses that are cut off, those that the line speaks of.
        public BlockEnd Of(BlockEnd block, bool onlyRunning) => end.Range is { } range
            ? block with
            {
                Range = new IpRange(
                    range.Family, UInt128.Max(range.First, block.Range!.Value.First), UInt128.Min(range.Last, block.Range.Value.Last)),
            }
            : block with { Pods = new PodCrowd([.. Matching(block.Pods).Where(pods => !onlyRunning || !pods.IsHypothetical)]) };

        private List<PodClass> Matching(PodCrowd pods)
        {
            if (!_known.TryGetValue(pods, out var matching))
            {
                _known[pods] = matching = [.. pods.Where(end.Matches)];
            }

            return matching;
        }
    }

    private sealed class Breaches
    {
        private readonly List<(BlockEnd From, BlockEnd To)> _ends = [];

        public IReadOnlyList<(BlockEnd From, BlockEnd To)> Ends => _ends;

        public bool Any => _ends.Count > 0;

        public ConnectionSet Connections { get; private set; } = ConnectionSet.None;

        /// <summary>The end at which policies brought it about; where both did, that of the destination.</summary>
        public Direction Cause { get; private set; } = Direction.Egress;

        public void Add(Direction cause, BlockEnd from, BlockEnd to, ConnectionSet connections)
        {
            var isNobody = (from.Range is null && from.Pods.Count == 0) || (to.Range is null && to.Pods.Count == 0)
                || (from.Pods.Count == 1 && to.Pods.Count == 1 && PodClass.Pairs(from.Pods.First, to.Pods.First) == 0);
            if (!isNobody)
            {
                _ends.Add((from, to));
                Connections = Connections.Union(connections);
                Cause = cause == Direction.Ingress ? cause : Cause;
            }
        }
    }
}
