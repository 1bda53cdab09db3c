using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.Webhook.Tests.Hosting;

/// <summary>A directory of a test's own. Messages are returned without it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("webhook-");

    public string Root => _directory.FullName;

    public string In(string name) => Path.Combine(Root, name);

    /// <summary>Writes a file in one go, as editors and kubelet do.</summary>
    public string With(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllText(In(name) + "~", text);
        File.Move(In(name) + "~", In(name), overwrite: true);
        return In(name);
    }

    /// <summary>A mounted Secret, or a new version of it: both files change at once, by a link.</summary>
    public void Mount(IssuedCertificate pair, string version)
    {
        With($"tls/..{version}/tls.crt", pair.Pem);
        With($"tls/..{version}/tls.key", pair.KeyPem);
        if (Directory.Exists(In("tls/..data")))
        {
            Directory.Delete(In("tls/..data"));
        }

        Link("tls/..data", $"..{version}");
        foreach (var name in (string[])["tls.crt", "tls.key"])
        {
            if (!File.Exists(In($"tls/{name}")))
            {
                Link($"tls/{name}", $"..data/{name}");
            }
        }
    }

    public string Without(string message) => message.Replace(Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => _directory.Delete(recursive: true);

    // To a directory or to a file: on Unix that is the same.
    private void Link(string name, string target) => File.CreateSymbolicLink(In(name), target);
}
