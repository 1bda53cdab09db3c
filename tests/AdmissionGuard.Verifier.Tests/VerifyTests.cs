using System.Text;
using System.Text.RegularExpressions;
using AdmissionGuard.Cli;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Verifier.Tests;

/// <summary>Somebody asks the companion by the command line.</summary>
public sealed partial class VerifyTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verify-");
    private CompanionCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await CompanionCluster.StartAsync();
        _cluster.Put(CompanionCluster.Policy("db", to: "db", from: "web"));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_network_does_is_found_out_and_printed_as_the_page_shows_it()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        var (code, output, error) = await VerifyAsync("shop/db");
        Assert.Equal((0, ""), (code, error));
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs/companion.md"), TestContext.Current.CancellationToken);
        Assert.Contains($"$ admission-guard verify shop/db --live\n{Took().Replace(output, "0.2s")}", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asked_again_it_finds_out_again()
    {
        await _cluster.AddAllAsync();
        _cluster.Network.Passes = CompanionCluster.OnlyReaching("web");
        Assert.Equal(0, (await VerifyAsync("shop/db")).Code);
        _cluster.Network.Passes = (_, _, _) => true;
        var (code, output, _) = await VerifyAsync("shop/db");
        Assert.Equal(1, code);
        Assert.StartsWith("NOT ENFORCED  shop/db: 2/11 probes as policies say\n  - must be blocked and arrives: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_controller_runs_it_is_said_and_nothing_is_concluded()
    {
        var (code, _, error) = await VerifyAsync("shop/db", "--timeout", "1s");
        Assert.Equal(3, code);
        Assert.Equal(
            "admission-guard: no controller of the companion has taken up EnforcementCheck shop/db in 1 s; "
            + "none of them leads: kubectl -n admission-guard-verifier get pods\n",
            error);
    }

    private Task<(int Code, string Output, string Error)> VerifyAsync(params string[] args) => Task.Run(() =>
    {
        var config = Path.Combine(_folder.FullName, "config");
        File.WriteAllText(config, _cluster.Server.Kubeconfig());
        using var output = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, Stream.Null, IsColoured: false) { Surroundings = new Surroundings(_ => null, null) };
        var code = Cli.CommandLine.Run(["verify", .. args, "--kubeconfig", config], terminal);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    });

    [GeneratedRegex(@"\d+\.\ds\b", RegexOptions.None, 1000)]
    private static partial Regex Took();
}
