using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Review;

/// <summary>A change goes in, a verdict comes out.</summary>
public static class Reviewer
{
    /// <summary>
    /// Judges changes that belong together by their final state: each policy's own effect is that of adding it to all the others.
    /// </summary>
    /// <param name="state">The cluster as it is.</param>
    /// <param name="changes">The policies before and after, each once.</param>
    /// <param name="configuration">What the cluster wants.</param>
    public static ChangeSetReview Review(ClusterState state, IReadOnlyList<PolicyChange> changes, GuardConfiguration configuration)
    {
        var changed = changes.Select(change => change.Key).ToHashSet();
        var final = state with
        {
            Policies =
            [
                .. state.Policies.Where(policy => !changed.Contains(policy.Key)),
                .. changes.Select(change => change.After).OfType<NetworkPolicy>(),
            ],
        };
        var olds = changes.Select(change => change.Before).OfType<NetworkPolicy>();
        var index = ClusterIndex.Build(final, final.Policies.Concat(olds).SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec)));
        ImmutableArray<PolicyReview> reviews =
            [.. changes.OrderBy(change => change.Key).Select(change => Review(index, change, configuration))];
        var effect = reviews is [var single] ? single.Effect : Together(index, changes, configuration);
        return new ChangeSetReview(
            reviews.Length == 0 ? Verdict.Allow : reviews.Max(review => review.Verdict), Notes(index, reviews, effect, configuration), effect, reviews);
    }

    /// <summary>Judges one change.</summary>
    /// <param name="index">
    /// Every other policy as it will be, built with all blocks that play a part; whether it holds the changed policy makes no difference.
    /// </param>
    /// <param name="change">The policy before and after.</param>
    /// <param name="configuration">What the cluster wants.</param>
    public static PolicyReview Review(ClusterIndex index, PolicyChange change, GuardConfiguration configuration)
    {
        var operation = change.Before is null ? Operation.Create : change.After is null ? Operation.Delete : Operation.Update;
        if (IsWithoutEffect(change))
        {
            return new PolicyReview(change.Key, operation, [], () => ConnectionEffect.None);
        }

        var extra = StandIns.For(index, change);
        var units = Units(index, [change]);
        var judged = Judge(index, change, extra, units, configuration.IpBlockMatchesPods ?? false, configuration);
        var detections = judged.Detections;
        if (configuration.IpBlockMatchesPods is null && judged.Simulation.Evaluator.MetBlocks)
        {
            var other = Judge(index, change, extra, units, ipBlockMatchesPods: true, configuration);
            detections = BothReadings.Merge(detections, other.Detections);
        }

        ImmutableArray<Finding> findings =
        [
            .. detections.Select(item => Conclude(item.Rule, item.Detection, index, change, operation, configuration))
                .OfType<Finding>().OrderByDescending(finding => finding.Action),
        ];
        return new PolicyReview(change.Key, operation, findings, () => ConnectionEffect.Of(judged.Simulation, units));
    }

    private static bool IsWithoutEffect(PolicyChange change)
    {
        if (change is not { Before: { } before, After: { } after } || SpecText.Of(before.Spec) != SpecText.Of(after.Spec))
        {
            return false;
        }

        // The spec stays, but somebody has just written an `egress: []` that defaulting swallowed.
        var swallowed = after.Written.HasFlag(WrittenFields.EmptyEgress) && !after.Spec.Isolates(Direction.Egress);
        return !swallowed || before.Written.HasFlag(WrittenFields.EmptyEgress);
    }

    private static (List<(Rule Rule, Detection Detection)> Detections, Simulation Simulation) Judge(
        ClusterIndex index, PolicyChange change, IReadOnlyList<PodClass> extra, WorkloadUnits units, bool ipBlockMatchesPods,
        GuardConfiguration configuration)
    {
        var simulation = Simulation.Run(index, [change], extra, ipBlockMatchesPods);
        var context = new RuleContext(
            change, simulation, new DnsPaths(simulation, configuration.DnsServices), new WorkloadNames(units));
        var detections = RuleCatalog.All.Where(rule => configuration.ActionOf(rule, context.Operation) is not null)
            .SelectMany(rule => rule.Look(context).Select(detection => (rule, detection))).ToList();
        return (detections, simulation);
    }

    private static Finding? Conclude(
        Rule rule, Detection detection, ClusterIndex index, PolicyChange change, Operation operation, GuardConfiguration configuration)
    {
        if (configuration.ActionOf(rule, operation) is not { } configured)
        {
            return null;
        }

        var action = configured.AtMost(detection.Cap);

        // Denying anything in a namespace that is being deleted would keep it from ever going.
        if (index.Find(change.Key.Namespace)?.Namespace.IsTerminating == true)
        {
            action = action.AtMost(Verdict.Warn);
        }

        var digest = Acknowledgement.Digest(rule.Id, change.Key, operation, change.Before?.Spec, change.After?.Spec);
        var acknowledged = action == Verdict.Deny
            && Acknowledgement.Covers((change.After ?? change.Before)?.Acknowledgement, rule.Id, digest);
        return new Finding
        {
            Rule = rule.Id,
            Action = acknowledged ? Verdict.Audit : action,
            IsCurable = rule.IsCurable,
            Message = Wording.Plain(detection.Message),
            Field = detection.Field,
            Remediation = Wording.Plain(detection.Remediation ?? rule.Remediation),
            Digest = digest,
            IsAcknowledged = acknowledged,
        };
    }

    private static ConnectionEffect Together(ClusterIndex index, IReadOnlyList<PolicyChange> changes, GuardConfiguration configuration)
    {
        var effective = changes.Where(change => !IsWithoutEffect(change)).ToList();
        return effective.Count == 0
            ? ConnectionEffect.None
            : ConnectionEffect.Of(
                Simulation.Run(index, effective, [], configuration.IpBlockMatchesPods ?? false), Units(index, effective));
    }

    // Old selectors count too: what they told apart was seen apart.
    private static WorkloadUnits Units(ClusterIndex index, IReadOnlyList<PolicyChange> changes) => new(
        index,
        index.Namespaces.SelectMany(entry => entry.Policies).Concat(changes.Select(change => change.Before).OfType<NetworkPolicy>()),
        includeTerminating: false);

    private static ImmutableArray<string> Notes(
        ClusterIndex index, ImmutableArray<PolicyReview> reviews, ConnectionEffect effect, GuardConfiguration configuration)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (!configuration.DnsServices.Any(name => index.Find(name.Namespace)?.Services.Any(service => service.Key == name) == true))
        {
            notes.Add("DNS not judged: no DNS Service in the input");
        }

        foreach (var review in reviews.Where(review => review.Effect.LeftOut > 0))
        {
            notes.Add($"{review.Policy}: {review.Effect.LeftOut} more pairs of workloads lose or gain connections than are listed");
        }

        if (reviews.Length > 1 && effect.LeftOut > 0)
        {
            notes.Add($"all changes together: {effect.LeftOut} more pairs of workloads lose or gain connections than are listed");
        }

        return notes.DrainToImmutable();
    }
}
