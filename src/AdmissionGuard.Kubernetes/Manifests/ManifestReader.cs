using System.Collections.Concurrent;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Reads Kubernetes manifests, YAML and JSON, into a cluster's state.</summary>
public static class ManifestReader
{
    /// <summary>Reads files, directories (recursively, <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c>) and standard input.</summary>
    /// <param name="paths">What to read; <c>-</c> is standard input. Of an object that comes twice the last one counts.</param>
    /// <param name="use">What it is read for.</param>
    /// <param name="standardInput">Read to its end when <paramref name="paths"/> ask for it.</param>
    /// <param name="cache">Contents that have been read before; null to remember nothing.</param>
    /// <param name="place">The namespace of objects that name none, as kubectl takes it from its context; null for <c>default</c>.</param>
    /// <exception cref="ManifestException">Something cannot be read; of several errors the first, in the order of the files.</exception>
    public static ManifestReading Read(
        IReadOnlyList<string> paths, ManifestUse use, Stream standardInput, ManifestCache? cache = null, string? place = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(standardInput);
        var files = SourceFiles.Find(paths, standardInput);
        var kept = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        var contents = ReadAll(files, use, place ?? DecodingContext.DefaultNamespace, cache, kept);
        var collected = new ObjectCollection();
        for (var i = 0; i < files.Count; i++)
        {
            collected.Add(files[i], contents[i]);
        }

        return collected.ToReading() with { Places = new FieldPlaces(kept) };
    }

    private static List<Found>[] ReadAll(
        List<SourceFile> files, ManifestUse use, string place, ManifestCache? cache, ConcurrentDictionary<string, byte[]> kept)
    {
        var contents = new List<Found>[files.Count];
        var errors = new ManifestException?[files.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Math.Min(Environment.ProcessorCount, files.Count)) };
        Parallel.For(
            0,
            files.Count,
            options,
            () => new DecodingContext(use, place),
            (i, loop, context) =>
            {
                try
                {
                    contents[i] = ReadOne(files[i], context, cache, kept);
                }
                catch (ManifestException e)
                {
                    errors[i] = e;
                    // Break, unlike Stop, still finishes all files before this one: the first error wins, on every run the same.
                    loop.Break();
                }

                return context;
            },
            _ => { });
        return Array.Find(errors, error => error is not null) is { } first ? throw first : contents;
    }

    // Of a change it may be asked where its fields stand, and a pipe can be read once only. A cluster is too large to keep.
    private static List<Found> ReadOne(
        SourceFile file, DecodingContext context, ManifestCache? cache, ConcurrentDictionary<string, byte[]> kept)
    {
        var bytes = file.Bytes();
        if (context.Use == ManifestUse.Change)
        {
            kept[file.Name] = bytes;
        }

        try
        {
            var content = cache is null ? FileContent.Read(bytes, context) : cache.Read(bytes, context);
            return content.Find(found => found.Error is not null) is { Error: { } error } ? throw error.In(file.Name) : content;
        }
        catch (BadInputException e)
        {
            throw e.In(file.Name);
        }
    }
}
