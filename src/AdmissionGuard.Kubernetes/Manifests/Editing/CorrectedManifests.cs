using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>A policy that is to be corrected in its manifest.</summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Patches">What has to change, one after the other.</param>
/// <param name="Corrected">The policy as it is to be then.</param>
/// <param name="Rules">The rules whose findings are made good.</param>
public sealed record Correction(ManifestPlace Origin, ImmutableArray<JsonPatch> Patches, NetworkPolicy Corrected, ImmutableArray<string> Rules);

/// <summary>A file of a change, corrected or as it was.</summary>
/// <param name="Source">Where it was read.</param>
/// <param name="Name">Its path in the directory that it came from; of a file that was named itself the file's name.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Rules">The rules whose findings are made good in it; empty where nothing was to do.</param>
public sealed record CorrectedFile(string Source, string Name, byte[] Content, ImmutableArray<string> Rules);

/// <summary>The files of a change with corrections made, and why some are not to be had.</summary>
/// <param name="Files">The files.</param>
/// <param name="Refused">A line for each file that cannot be corrected safely: it is not among the files.</param>
public sealed record CorrectedManifests(ImmutableArray<CorrectedFile> Files, ImmutableArray<string> Refused)
{
    /// <summary>Corrects the text of manifests, and nothing in it besides.</summary>
    /// <param name="paths">The files and directories of the change.</param>
    /// <param name="corrections">What is to be corrected.</param>
    /// <param name="place">The namespace of objects that name none.</param>
    /// <exception cref="ManifestException">A file cannot be read.</exception>
    public static CorrectedManifests Of(IReadOnlyList<string> paths, IReadOnlyList<Correction> corrections, string? place)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(corrections);
        var byFile = corrections.Where(correction => correction.Origin.IsFile).ToLookup(correction => correction.Origin.File, StringComparer.Ordinal);
        var (files, refused) = (ImmutableArray.CreateBuilder<CorrectedFile>(), ImmutableArray.CreateBuilder<string>());
        foreach (var path in paths.Where(path => path != "-"))
        {
            foreach (var file in SourceFiles.Find([path], Stream.Null))
            {
                try
                {
                    files.Add(Correct(file, path, [.. byFile[file.Name]], place ?? DecodingContext.DefaultNamespace));
                }
                catch (UneditableException e)
                {
                    refused.Add(OneLine.Of($"{file.Name} is not written: {e.Message}"));
                }
            }
        }

        if (corrections.Any(correction => !correction.Origin.IsFile))
        {
            refused.Add("standard input is not written: correct the files or the templates that it comes from");
        }

        return new CorrectedManifests(files.DrainToImmutable(), refused.DrainToImmutable());
    }

    private static CorrectedFile Correct(SourceFile file, string path, IReadOnlyList<Correction> corrections, string place)
    {
        var name = file.IsNamed ? Path.GetFileName(file.Name) : Path.GetRelativePath(path, file.Name);
        var bytes = file.Bytes();
        if (corrections.Count == 0)
        {
            return new CorrectedFile(file.Name, name, bytes, []);
        }

        var text = Decode(bytes);
        var lines = text.Split('\n');

        // From the last one to the first, so that the lines before stay where they are.
        foreach (var correction in corrections.OrderByDescending(correction => correction.Origin.Line))
        {
            RefuseGenerated(lines, correction.Origin.Line);
            text = correction.Patches.Aggregate(text, (whole, patch) => TextPatch.Apply(whole, correction.Origin.Line, patch));
        }

        var corrected = Encoding.UTF8.GetBytes(text);
        RequireProof(file.Name, bytes, corrected, corrections, place);
        return new CorrectedFile(file.Name, name, corrected, [.. corrections.SelectMany(correction => correction.Rules).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    private static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new UneditableException("it is not UTF-8; save it in that encoding");
        }
    }

    // Helm writes which template a document comes from above it.
    private static void RefuseGenerated(string[] lines, int line)
    {
        for (var i = line - 2; i >= 0 && lines[i].StartsWith('#'); i--)
        {
            if (lines[i].StartsWith("# Source: ", StringComparison.Ordinal))
            {
                throw new UneditableException($"its policy in line {line} is rendered from {lines[i][10..].Trim()}; correct that template");
            }
        }
    }

    // Whatever the text looks like now, it must say what was proven, and of all else what it said before.
    private static void RequireProof(string file, byte[] before, byte[] after, IReadOnlyList<Correction> corrections, string place)
    {
        var expected = corrections.ToDictionary(correction => correction.Origin.Line, correction => correction.Corrected);
        var (old, now) = (Read(before, place), Read(after, place));
        var isProven = old is not null && now is not null && old.Count == now.Count
            && old.Zip(now).All(pair => (pair.First.Object?.Value, pair.Second.Object?.Value) switch
            {
                (NetworkPolicy, NetworkPolicy policy) when expected.TryGetValue(pair.First.Mark.Line, out var corrected) => Says(policy, corrected),
                (NetworkPolicy one, NetworkPolicy other) => one == other,
                ({ } one, { } other) => Sameness.Of(one, other),
                (var one, var other) => one is null && other is null,
            });
        if (!isProven)
        {
            throw new UneditableException($"its text is written in a way that only a person can correct; see the patches for {OneLine.Of(file)} above");
        }
    }

    private static List<Found>? Read(byte[] bytes, string place)
    {
        try
        {
            return FileContent.Read(bytes, new DecodingContext(ManifestUse.Change, place));
        }
        catch (BadInputException)
        {
            return null;
        }
    }

    // policyTypes that a manifest does not name are those that are stored.
    private static bool Says(NetworkPolicy policy, NetworkPolicy corrected) => policy.Key == corrected.Key
        && SpecText.Of(policy.Spec with { PolicyTypes = policy.Spec.PolicyTypes ?? corrected.Spec.PolicyTypes }) == SpecText.Of(corrected.Spec);
}
