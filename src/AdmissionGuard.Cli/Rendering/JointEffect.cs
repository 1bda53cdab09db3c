using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>
/// What all changes of a set bring about together besides what is said of each: a policy's own effect is what it adds to all the others, and
/// what two policies cut at once is in neither list.
/// </summary>
internal static class JointEffect
{
    public static ConnectionEffect Of(ConnectionEffect whole, IEnumerable<PolicyReview> spoken)
    {
        var shown = spoken.SelectMany(policy => policy.Effect.Lost.Concat(policy.Effect.Gained)).ToHashSet();
        return new ConnectionEffect(
            [.. whole.Lost.Where(one => !shown.Contains(one))], [.. whole.Gained.Where(one => !shown.Contains(one))]);
    }
}
