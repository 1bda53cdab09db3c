using System.Security.Cryptography;
using AdmissionGuard.Cli.Tests.Formats;
using AdmissionGuard.TestKit.Kubectl;
using YamlDotNet.RepresentationModel;

namespace AdmissionGuard.Cli.Tests.Pipelines;

public sealed class KubectlPluginTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Kubectl_finds_the_plugin_and_runs_it()
    {
        Assert.SkipUnless(KubectlBinary.Path is not null, KubectlBinary.Missing);
        var path = $"{Repository.PathOf("deploy/kubectl")}{Path.PathSeparator}{Tool.FolderOfProgram}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        var environment = new Dictionary<string, string> { ["PATH"] = path, ["HOME"] = _folder.FullName };

        var listed = Tool.Run(KubectlBinary.Path!, "", Repository.Root, environment, "plugin", "list").Output;
        var (exitCode, output) = Tool.Run(KubectlBinary.Path!, "", Repository.Root, environment,
            "admission-guard", "review", "--cluster", "samples/shop", "--change", "samples/changes/01-template-renders-empty-ingress");

        Assert.Contains("deploy/kubectl/kubectl-admission_guard\n", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("warning: " + Repository.PathOf("deploy/kubectl"), listed, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("DENIED  1 policy: data/postgres\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Krew_s_manifest_names_each_archive_with_its_digest()
    {
        var archives = new[] { "linux_amd64", "linux_arm64", "darwin_arm64", "windows_amd64" }
            .Select(platform => Path.Combine(_folder.FullName, $"admission-guard_{platform}.tar.gz")).ToArray();
        Array.ForEach(archives, archive => File.WriteAllText(archive, archive));

        var (exitCode, manifest) = Tool.Run("sh", "", ["eng/krew.sh", "v1.2.3", "https://example.com/about", "https://example.com/v1.2.3", .. archives]);
        Assert.True(exitCode == 0, manifest);
        var stream = new YamlStream();
        stream.Load(new StringReader(manifest));
        var plugin = Assert.Single(stream.Documents).RootNode;

        // The rules of krew's own validation (internal/index/validation).
        Assert.Equal("krew.googlecontainertools.github.com/v1alpha2", (string)plugin["apiVersion"]!);
        Assert.Equal("Plugin", (string)plugin["kind"]!);
        Assert.Matches(@"^[\w-]+$", (string)plugin["metadata"]["name"]!);
        Assert.Matches(@"^v\d+\.\d+\.\d+$", (string)plugin["spec"]["version"]!);
        Assert.Equal("https://example.com/about", (string)plugin["spec"]["homepage"]!);
        Assert.InRange(((string)plugin["spec"]["shortDescription"]!).Length, 1, 60);
        var platforms = (YamlSequenceNode)plugin["spec"]["platforms"];
        Assert.Equal(archives.Select(archive => $"https://example.com/v1.2.3/{Path.GetFileName(archive)}"), platforms.Select(one => (string)one["uri"]!));
        Assert.Equal(archives.Select(archive => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(archive)))), platforms.Select(one => (string)one["sha256"]!));
        Assert.Equal(["linux", "linux", "darwin", "windows"], platforms.Select(one => (string)one["selector"]["matchLabels"]["os"]!));
        Assert.Equal("admission-guard.exe", (string)platforms[3]["bin"]!);
    }
}
