using System.IO.Enumeration;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Finds the files that paths stand for.</summary>
internal static class SourceFiles
{
    private const string StandardInput = "-";
    private const string StandardInputName = "standard input";

    private static readonly string[] Extensions = [".json", ".yaml", ".yml"];

    /// <summary>The files of paths, in the order of the paths and inside a directory as kubectl walks it.</summary>
    public static List<SourceFile> Find(IReadOnlyList<string> paths, Stream standardInput)
    {
        var files = new List<SourceFile>();
        foreach (var path in paths)
        {
            if (path == StandardInput)
            {
                var content = ReadFailures.Guard(StandardInputName, () => ReadAll(standardInput));
                files.Add(new SourceFile(StandardInputName, IsNamed: false, content));
            }
            else if (Directory.Exists(path))
            {
                files.AddRange(ReadFailures.Guard(path, () => Walk(path)).Select(file => new SourceFile(file, IsNamed: false)));
            }
            else if (File.Exists(path))
            {
                files.Add(new SourceFile(path, IsNamed: true));
            }
            else
            {
                throw new ManifestException($"{OneLine.Of(path)}: no such file or directory");
            }
        }

        return files;
    }

    // kubectl follows links to files but not to directories, and so never walks in circles. It sorts the entries of each directory:
    // a slash sorts before everything else.
    private static List<string> Walk(string directory)
    {
        var files = new FileSystemEnumerable<string>(
            directory,
            (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsManifest(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        return [.. files.OrderBy(file => file.Replace(Path.DirectorySeparatorChar, '\0'), StringComparer.Ordinal)];
    }

    private static bool IsManifest(ReadOnlySpan<char> name)
    {
        foreach (var extension in Extensions)
        {
            if (name.EndsWith(extension, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
