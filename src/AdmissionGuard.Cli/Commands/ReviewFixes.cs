using System.Collections.Immutable;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests.Editing;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>review --fix</c>: what has to change in the manifests, and where the corrected ones go.</summary>
internal static class ReviewFixes
{
    // A policy with more mistakes than this is better written anew.
    private const int MostFixes = 50;

    /// <summary>Writes the corrected manifests of a change into a directory, all of them or none, and says what became of each.</summary>
    public static ImmutableArray<string> Write(
        string directory, bool overwrites, ChangeRequest request, string? place, ChangedCluster changed, ChangeSetReview review,
        GuardConfiguration configuration)
    {
        var corrected = CorrectedManifests.Of(request.Paths, Corrections(changed, review, configuration), request.Place ?? place);
        foreach (var twice in corrected.Files.GroupBy(file => file.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            throw new UsageException(
                $"--fix: {string.Join(" and ", twice.Select(file => file.Source))} would both be written as {Path.Combine(directory, twice.Key)}; give the directory of both");
        }

        if (!overwrites && corrected.Files.Select(file => Path.Combine(directory, file.Name)).FirstOrDefault(File.Exists) is { } existing)
        {
            throw new UsageException($"--fix: {existing} exists; give another directory, or --overwrite");
        }

        foreach (var file in corrected.Files)
        {
            var target = Path.Combine(directory, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, file.Content);
        }

        var good = corrected.Files.Where(file => !file.Rules.IsEmpty)
            .Select(file => $"{Path.Combine(directory, file.Name)} corrects {string.Join(", ", file.Rules)}").ToList();
        return [.. good, .. corrected.Refused, .. good.Count + corrected.Refused.Length == 0 ? ["--fix: nothing that can be corrected was found"] : Array.Empty<string>()];
    }

    private static List<Correction> Corrections(ChangedCluster changed, ChangeSetReview review, GuardConfiguration configuration)
    {
        var byKey = changed.Changes.ToDictionary(change => change.Key);
        var blocks = changed.Changes.Select(change => change.Before).OfType<NetworkPolicy>().Concat(changed.After.Policies)
            .SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec));
        var index = new Lazy<ClusterIndex>(() => ClusterIndex.Build(changed.After, blocks));
        return
        [
            .. review.Reviews.Select(policy => Correct(policy, byKey[policy.Policy], index, configuration)).OfType<Correction>(),
        ];
    }

    // One after the other, because each fix is proven for the policy as the one before has left it.
    private static Correction? Correct(PolicyReview review, PolicyChange change, Lazy<ClusterIndex> index, GuardConfiguration configuration)
    {
        var (patches, rules) = (ImmutableArray.CreateBuilder<JsonPatch>(), ImmutableArray.CreateBuilder<string>());
        var origin = change.After?.Origin;
        while (patches.Count < MostFixes
            && review.Findings.FirstOrDefault(finding => finding.Action > Verdict.Audit && finding.Fix is not null) is { Fix: { } fix } found)
        {
            patches.Add(fix.Patch);
            rules.Add(found.Rule);
            change = new PolicyChange(fix.Corrected.Key, fix.Corrected.Key == change.Key ? change.Before : null, fix.Corrected);
            review = Reviewer.Review(index.Value, change, configuration);
        }

        return patches.Count == 0 || origin is null ? null : new Correction(origin, patches.DrainToImmutable(), change.After!, rules.DrainToImmutable());
    }
}
