using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.Webhook.Tests.Hosting;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>
/// A copy of <c>deploy/</c> and <c>certs/</c>, where scripts may write. Without a kubectl the test is skipped and says why.
/// </summary>
internal sealed class Installation : IDisposable
{
    public const string Standard = "deploy";
    public const string SelfSigned = "deploy/overlays/self-signed";
    public const string Fail = "deploy/overlays/fail";

    private readonly TestFolder _folder = new();

    private Installation()
    {
        foreach (var part in (string[])["deploy", "certs"])
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, part), "*", SearchOption.AllDirectories))
            {
                // What somebody has made here by hand is no part of the repository.
                if (Path.GetExtension(file) is not (".crt" or ".key"))
                {
                    var copy = PathOf(Path.GetRelativePath(Repository.Root, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(file, copy);
                }
            }
        }
    }

    /// <summary>Copies the files.</summary>
    public static Installation Copy() => new();

    /// <summary>Copies the files, makes a certificate where one is needed, and renders one kustomization.</summary>
    public static async Task<Manifests> RenderAsync(string overlay)
    {
        using var installation = Copy();
        return await installation.RenderedAsync(overlay);
    }

    /// <summary>Renders one kustomization.</summary>
    public async Task<Manifests> RenderedAsync(string overlay) => Manifests.Parse(await TextAsync(overlay));

    /// <summary>What <c>kubectl kustomize</c> prints.</summary>
    public async Task<string> TextAsync(string overlay)
    {
        Assert.SkipUnless(KubectlBinary.Path is not null, KubectlBinary.Missing);
        if (overlay == SelfSigned && !File.Exists(PathOf(SelfSigned, "tls.crt")))
        {
            Assert.Equal(0, (await OwnCertificate.RunAsync(this)).ExitCode);
        }

        using var home = new KubectlHome("apiVersion: v1\nkind: Config\n");
        var result = await home.RunAsync(TestContext.Current.CancellationToken, "kustomize", PathOf(overlay));
        Assert.True(result.ExitCode == 0, result.ToString());
        return result.Output;
    }

    /// <summary>The full path of a file or directory.</summary>
    public string PathOf(params string[] path) => _folder.In(Path.Combine(path));

    public void Dispose() => _folder.Dispose();
}
