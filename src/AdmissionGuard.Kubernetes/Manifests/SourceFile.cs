namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>A file to read.</summary>
/// <param name="Name">What messages call it: the path as it was given.</param>
/// <param name="IsNamed">It was given itself, not found in a directory, so that everything in it is meant.</param>
/// <param name="Content">Its bytes, where they are no file's: standard input can be read once only.</param>
internal sealed record SourceFile(string Name, bool IsNamed, byte[]? Content = null)
{
    public byte[] Bytes() => Content ?? ReadFailures.Guard(Name, () => new FileInfo(Name).Length <= Array.MaxLength
        ? File.ReadAllBytes(Name)
        : throw new ManifestException($"{OneLine.Of(Name)}: larger than 2 GB; split it"));
}
