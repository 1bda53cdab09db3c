using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

/// <summary>A directory of manifests that lives as long as a test. Messages are returned without its path.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("manifests-");

    public string Path => _directory.FullName;

    /// <summary>What one file holds that is found in a directory.</summary>
    public static ManifestReading Of(string text, ManifestUse use = ManifestUse.Cluster)
    {
        using var folder = new Folder();
        return folder.With("a.yaml", text).Read(use);
    }

    /// <summary>The error of one file.</summary>
    public static string ErrorOf(string text, ManifestUse use = ManifestUse.Change)
    {
        using var folder = new Folder();
        return folder.With("a.yaml", text).Error(use);
    }

    public static NetworkPolicy PolicyOf(string text, ManifestUse use = ManifestUse.Change) => Assert.Single(Of(text, use).State.Policies);

    public static Pod PodOf(string text) => Assert.Single(Of(text).State.Pods);

    public Folder With(string name, string text) => With(name, Encoding.UTF8.GetBytes(text));

    public Folder With(string name, byte[] bytes)
    {
        var file = In(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return this;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public ManifestReading Read(ManifestUse use = ManifestUse.Cluster, ManifestCache? cache = null) => Read([Path], use, cache);

    public ManifestReading Read(string[] paths, ManifestUse use = ManifestUse.Cluster, ManifestCache? cache = null)
    {
        var reading = ManifestReader.Read(paths, use, Stream.Null, cache);
        return reading with { Notes = [.. reading.Notes.Select(Without)] };
    }

    public string Error(ManifestUse use = ManifestUse.Cluster) => Error([Path], use);

    public string Error(string[] paths, ManifestUse use = ManifestUse.Cluster) =>
        Without(Assert.Throws<ManifestException>(() => ManifestReader.Read(paths, use, Stream.Null)).Message);

    public void Dispose() => _directory.Delete(recursive: true);

    private string Without(string message) => message.Replace(Path + System.IO.Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
