using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>What is found of one change of a set, and where it was looked for.</summary>
internal sealed record JudgedPart(Simulation Simulation, List<(Rule Rule, Detection Detection)> Detections)
{
    public bool Finds(Rule rule) => Detections.Exists(found => found.Rule == rule);
}

/// <summary>What the rules find of changes that are made at once, before anything is made of it.</summary>
internal sealed class Judgement
{
    private readonly Simulation _simulation;
    private readonly WorkloadUnits _units;

    private Judgement(Dictionary<ObjectKey, JudgedPart> parts, Simulation simulation, WorkloadUnits units) =>
        (Parts, _simulation, _units) = (parts, simulation, units);

    /// <summary>What is found, by the policy that changes.</summary>
    public Dictionary<ObjectKey, JudgedPart> Parts { get; }

    /// <summary>Asks every rule about changes, in both readings of ipBlock where these can differ.</summary>
    public static Judgement Of(ClusterIndex index, IReadOnlyList<PolicyChange> changes, GuardConfiguration configuration, ReviewTerms terms)
    {
        List<PodClass> extra = [.. changes.SelectMany(change => StandIns.For(index, change))];

        // Old selectors count too: what they told apart was seen apart. The index need not hold the new ones.
        var own = changes.SelectMany(change => new[] { change.Before, change.After }).OfType<NetworkPolicy>();
        var units = new WorkloadUnits(index, own.Concat(terms.Policies ?? []), includeTerminating: false);
        var simulation = Simulation.Run(index, changes, extra, configuration.IpBlockMatchesPods ?? false, terms.Policies, terms.Pulse);
        var parts = Detect(simulation, units, configuration, terms);
        if (configuration.IpBlockMatchesPods is null && simulation.Evaluator.MetBlocks)
        {
            var others = Detect(
                Simulation.Run(index, changes, extra, ipBlockMatchesPods: true, terms.Policies, terms.Pulse), units, configuration, terms);
            parts = parts.ToDictionary(
                item => item.Key, item => item.Value with { Detections = BothReadings.Merge(item.Value.Detections, others[item.Key].Detections) });
        }

        return new Judgement(parts, simulation, units);
    }

    /// <summary>How much the changes take and give, counted anew at each call.</summary>
    public EffectSize Measure() => EffectSize.Of(_simulation);

    /// <summary>What the changes take and give, listed anew at each call.</summary>
    public ConnectionEffect ListEffect() => ConnectionEffect.Of(_simulation, _units);

    private static Dictionary<ObjectKey, JudgedPart> Detect(Simulation simulation, WorkloadUnits units, GuardConfiguration configuration, ReviewTerms terms)
    {
        var dns = new DnsPaths(simulation, configuration.DnsServices);
        return simulation.Changes.ToDictionary(change => change.Key, change =>
        {
            var names = new WorkloadNames(units, terms.OnlyCountsOtherNamespaces ? change.Key.Namespace : null);
            var context = new RuleContext(change, simulation.About(change), dns, names, configuration);
            var detections = RuleCatalog.All.Where(rule => configuration.ActionOf(rule, context.Operation) is not null)
                .SelectMany(rule => rule.Look(context).Select(detection => (rule, detection))).ToList();
            return new JudgedPart(context.Simulation, detections);
        });
    }
}
