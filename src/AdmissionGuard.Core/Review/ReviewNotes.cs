using System.Collections.Immutable;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Review;

/// <summary>What the reader of a review should know about the judgement itself.</summary>
internal static class ReviewNotes
{
    public static ImmutableArray<string> Of(
        ClusterIndex index, ImmutableArray<PolicyReview> reviews, ConnectionEffect effect, GuardConfiguration configuration)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        if (!configuration.DnsServices.Any(name => index.Find(name.Namespace)?.Services.Any(service => service.Key == name) == true))
        {
            notes.Add("DNS not judged: no DNS Service in the input");
        }

        if (reviews.Length > 0 && index.Namespaces.All(entry => entry.Classes.Count + entry.HostNetworkClasses.Count == 0))
        {
            notes.Add("no pods in the input: only the policies themselves were judged");
        }

        foreach (var review in reviews.Where(review => review.Effect.LeftOut > 0))
        {
            notes.Add($"{review.Policy}: {review.Effect.LeftOut} more losses and gains between groups of pods than are listed");
        }

        if (reviews.Length > 1 && effect.LeftOut > 0)
        {
            notes.Add($"all changes together: {effect.LeftOut} more losses and gains between groups of pods than are listed");
        }

        return notes.DrainToImmutable();
    }
}
