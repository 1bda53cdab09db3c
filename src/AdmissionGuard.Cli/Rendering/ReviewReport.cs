using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>All that <c>review</c> may print.</summary>
/// <param name="Review">The verdict and what led to it.</param>
/// <param name="Changed">The cluster before, and the policies before and after.</param>
/// <param name="Configuration">What the review was held to.</param>
internal sealed record ReviewReport(ChangeSetReview Review, ChangedCluster Changed, GuardConfiguration Configuration);
