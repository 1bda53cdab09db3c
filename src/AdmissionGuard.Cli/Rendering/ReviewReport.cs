using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>All that <c>review</c> may print.</summary>
/// <param name="Review">The verdict and what led to it.</param>
/// <param name="Changed">The cluster before, and the policies before and after.</param>
/// <param name="Configuration">What the review was held to.</param>
/// <param name="FailOn">The verdict from which on the review fails.</param>
/// <param name="Directory">The directory that relative paths start from.</param>
internal sealed record ReviewReport(
    ChangeSetReview Review, ChangedCluster Changed, GuardConfiguration Configuration, Verdict FailOn, string Directory)
{
    private readonly Dictionary<ObjectKey, PolicyChange> _changes = Changed.Changes.ToDictionary(change => change.Key);

    /// <summary>What is done to a policy.</summary>
    public PolicyChange ChangeOf(ObjectKey policy) => _changes[policy];

    /// <summary>The policy that is applied is the one that the cluster has.</summary>
    public bool IsUnchanged(ObjectKey policy) =>
        ChangeOf(policy) is { Before: { } before, After: { } after } && SpecText.Of(before.Spec) == SpecText.Of(after.Spec);

    /// <summary>How a denied change may pass all the same; null when it is not denied.</summary>
    public Pass? PassOf(PolicyReview review) => Pass.Of(review, ChangeOf(review.Policy));

    /// <summary><c>file:line</c> of a field, from the directory of the run; null where there is no file.</summary>
    public string? PlaceTextOf(ObjectKey policy, string field) =>
        PlaceOf(policy, field) is { } place ? $"{RelativePath.Of(place.File, Directory)}:{place.Line}" : null;

    /// <summary>
    /// Where a field of a changed policy is written; of a deleted policy, where the cluster's files hold it; null where there is no file.
    /// </summary>
    public ManifestPlace? PlaceOf(ObjectKey policy, string field) =>
        (ChangeOf(policy).After ?? ChangeOf(policy).Before) is { } version ? Changed.Places.Find(version, field) : null;
}
