using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;
using AdmissionGuard.Core.Sequencing;

namespace AdmissionGuard.Core.Review;

/// <summary>A change goes in, a verdict comes out.</summary>
public static class Reviewer
{
    /// <summary>
    /// Judges changes that belong together as one, by their final state. A policy's effect is its own, that of adding it to all the others
    /// as they will be; its findings are about what the whole set does to the pods it governs.
    /// </summary>
    /// <param name="state">The cluster as it is.</param>
    /// <param name="changes">The policies before and after, each once.</param>
    /// <param name="configuration">What the cluster wants.</param>
    public static ChangeSetReview Review(ClusterState state, IReadOnlyList<PolicyChange> changes, GuardConfiguration configuration)
    {
        var final = ChangeSet.Final(state, changes);
        var olds = changes.Select(change => change.Before).OfType<NetworkPolicy>();
        List<IpBlock> blocks = [.. final.Policies.Concat(olds).SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec))];
        var index = ClusterIndex.Build(final, blocks);
        List<PolicyChange> effective = [.. changes.Where(change => !IsWithoutEffect(change)).OrderBy(change => change.Key)];
        if (effective.Count < 2)
        {
            var (alone, only) = ReviewFew(index, changes, configuration);
            return Sum(index, alone, only, configuration);
        }

        // Three questions that have nothing to do with each other. Many may ask an index at once, and the forecast changes its own.
        var (reviews, effect, order, forecast) = (ImmutableArray<PolicyReview>.Empty, ConnectionEffect.None, ApplyOrder.Any, GitOpsForecast.Smooth);
        Parallel.Invoke(
            () => (reviews, effect) = Review(index, changes, effective, configuration),
            () => order = ApplyOrderSearch.Find(index, effective, configuration.IpBlockMatchesPods),
            () => forecast = GitOpsRun.Forecast(ClusterIndex.Build(state, blocks), effective, configuration));
        return Sum(index, reviews, effect, configuration) with { Order = order, GitOps = forecast };
    }

    /// <summary>Judges one change.</summary>
    /// <param name="index">
    /// Every other policy as it will be, built with all blocks that play a part; whether it holds the changed policy makes no difference.
    /// </param>
    /// <param name="change">The policy before and after.</param>
    /// <param name="configuration">What the cluster wants.</param>
    /// <param name="terms">On what terms; null: on the usual ones.</param>
    public static PolicyReview Review(ClusterIndex index, PolicyChange change, GuardConfiguration configuration, ReviewTerms? terms = null)
    {
        if (IsWithoutEffect(change))
        {
            return new PolicyReview(change.Key, Operations.Of(change), [], () => ConnectionEffect.None, () => default);
        }

        var own = Judgement.Of(index, [change], configuration, terms ?? ReviewTerms.Default);
        var trials = new FixTrials(index, configuration, terms ?? ReviewTerms.Default, change, own);
        return Conclude(index, change, own.Parts[change.Key].Detections, own, configuration, trials);
    }

    /// <summary>Whether a change means the same before and after, so that there is nothing to review.</summary>
    public static bool IsWithoutEffect(PolicyChange change)
    {
        if (change is not { Before: { } before, After: { } after } || SpecText.Of(before.Spec) != SpecText.Of(after.Spec))
        {
            return false;
        }

        // The spec stays, but somebody has just written an `egress: []` that defaulting swallowed.
        var swallowed = after.Written.HasFlag(WrittenFields.EmptyEgress) && !after.Spec.Isolates(Direction.Egress);
        return !swallowed || before.Written.HasFlag(WrittenFields.EmptyEgress);
    }

    private static ChangeSetReview Sum(
        ClusterIndex index, ImmutableArray<PolicyReview> reviews, ConnectionEffect effect, GuardConfiguration configuration) => new(
            reviews.Length == 0 ? Verdict.Allow : reviews.Max(review => review.Verdict),
            ReviewNotes.Of(index, reviews, effect, configuration),
            effect,
            reviews);

    // One at most has an effect.
    private static (ImmutableArray<PolicyReview> Reviews, ConnectionEffect Effect) ReviewFew(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, GuardConfiguration configuration)
    {
        ImmutableArray<PolicyReview> each = [.. changes.OrderBy(change => change.Key).Select(change => Review(index, change, configuration))];
        return (each, each.FirstOrDefault(review => review.Effect != ConnectionEffect.None)?.Effect ?? ConnectionEffect.None);
    }

    private static (ImmutableArray<PolicyReview> Reviews, ConnectionEffect Effect) Review(
        ClusterIndex index, IReadOnlyList<PolicyChange> changes, List<PolicyChange> effective, GuardConfiguration configuration)
    {
        // What all do at once takes as long as dozens of the others, and so comes first.
        var judged = new Judgement[effective.Count + 1];
        Parallel.For(0, judged.Length, i => judged[i] = Judgement.Of(
            index, i == 0 ? effective : [effective[i - 1]], configuration, ReviewTerms.Default));
        var together = judged[0];
        var alone = effective.Select((change, i) => (change.Key, Own: judged[i + 1])).ToDictionary(item => item.Key, item => item.Own);
        ImmutableArray<PolicyReview> reviews =
        [
            .. changes.OrderBy(change => change.Key).Select(change => alone.TryGetValue(change.Key, out var own)
                ? Conclude(
                    index, change, Blame.On(change.Key, together.Parts, alone), own, configuration,
                    new FixTrials(index, configuration, ReviewTerms.Default, change, own, effective, together))
                : Review(index, change, configuration)),
        ];
        return (reviews, together.ListEffect());
    }

    private static PolicyReview Conclude(
        ClusterIndex index, PolicyChange change, IEnumerable<(Rule Rule, Detection Detection)> detections, Judgement own,
        GuardConfiguration configuration, FixTrials trials)
    {
        var operation = Operations.Of(change);

        // A rule may find a flaw at each of ten thousand peers, and the digest is about the rule and the whole change.
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        var findings = new List<Finding>();
        foreach (var (rule, detection) in detections)
        {
            if (configuration.ActionOf(rule, operation) is not { } configured)
            {
                continue;
            }

            if (!digests.TryGetValue(rule.Id, out var digest))
            {
                digests[rule.Id] = digest =
                    Acknowledgement.Digest(rule.Id, change.Key, operation, change.Before?.Spec, change.After?.Spec);
            }

            findings.Add(Conclude(rule, detection, index, change, configured, digest) with
            {
                FixSource = detection.Fix is null ? null : new Lazy<Fix?>(() => trials.Of(rule, detection)),
            });
        }

        return new PolicyReview(
            change.Key, operation, [.. findings.OrderByDescending(finding => finding.Action)], own.ListEffect, own.Measure);
    }

    private static Finding Conclude(
        Rule rule, Detection detection, ClusterIndex index, PolicyChange change, Verdict configured, string digest)
    {
        var action = configured.AtMost(detection.Cap);

        // Denying anything in a namespace that is being deleted would keep it from ever going.
        if (index.Find(change.Key.Namespace)?.Namespace.IsTerminating == true)
        {
            action = action.AtMost(Verdict.Warn);
        }

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
}
