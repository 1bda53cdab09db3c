using System.Diagnostics;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Kubectl;
using AdmissionGuard.TestKit.Objects.Decoding;
using JsonPatch = AdmissionGuard.TestKit.Objects.Patches.JsonPatch;

namespace AdmissionGuard.Cli.Tests;

/// <summary>Every patch of every fixture, carried out by somebody else's hands and reviewed again.</summary>
public sealed class FixesTests
{
    private static readonly string[] GiveBack = ["dns-blocked", "ingress-rules-removed", "peers-joined-by-or"];

    public static TheoryData<string> Cases() => [.. RuleFixture.All().Where(item => item.Patched().Any()).Select(item => item.ToString())];

    [Fact]
    public void The_rules_that_can_be_made_good_have_a_fixture_that_is() => Assert.Equal(
        [
            "dns-blocked", "ingress-rules-removed", "namespace-scope-missing", "peer-matches-nothing", "peers-joined-by-or", "port-not-exposed",
            "rules-ignored-by-policy-types", "selects-no-pods",
        ],
        RuleFixture.All().SelectMany(item => item.Patched()).Select(item => item.Finding.Rule).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_patch_makes_of_the_manifest_what_was_proven(string name)
    {
        var fixture = new RuleFixture(Path.Combine(RuleFixture.Root, name));
        Assert.All(fixture.Patched(), item =>
        {
            var corrected = item.Finding.Fix!.Corrected;
            var decoded = Carried(fixture, item);
            Assert.Equal(corrected.Key, decoded.Key);
            Assert.Equal(SpecText.Of(corrected.Spec), SpecText.Of(decoded.Spec with { PolicyTypes = decoded.Spec.PolicyTypes ?? corrected.Spec.PolicyTypes }));
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reviewed_again_the_finding_is_gone_and_nothing_is_new(string name)
    {
        var fixture = new RuleFixture(Path.Combine(RuleFixture.Root, name));
        var before = fixture.Review();
        Assert.All(fixture.Patched(), item =>
        {
            var after = Again(fixture, item);
            Assert.True(Spoken(after, item.Finding.Rule) < Spoken(before, item.Finding.Rule), $"{item.Finding.Rule} is still found");
            var fresh = after.Reviews.SelectMany(review => review.Findings).Where(finding => finding.Action > Verdict.Audit)
                .Select(finding => finding.Rule).Except(before.Reviews.SelectMany(review => review.Findings).Select(finding => finding.Rule), StringComparer.Ordinal);
            Assert.Empty(GiveBack.Contains(item.Finding.Rule, StringComparer.Ordinal) ? fresh : fresh.Except(["isolation-starts"], StringComparer.Ordinal));
        });
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_gives_back_opens_nothing_that_was_closed(string name)
    {
        var fixture = new RuleFixture(Path.Combine(RuleFixture.Root, name));
        var open = fixture.Review().Effect.Gained;
        Assert.All(fixture.Patched().Where(item => GiveBack.Contains(item.Finding.Rule, StringComparer.Ordinal)), item =>
            Assert.All(Again(fixture, item).Effect.Gained, gained => Assert.Contains(open, old => old.From == gained.From && old.To == gained.To
                && gained.Connections.Except(old.Connections).IsEmpty)));
    }

    [Fact]
    public async Task The_printed_commands_do_it_with_a_real_kubectl()
    {
        Assert.SkipWhen(KubectlBinary.Path is null, KubectlBinary.Missing);
        var stop = TestContext.Current.CancellationToken;
        await using var server = await ApiServer.StartAsync(new ApiServerOptions());
        using var home = new KubectlHome(server.Kubeconfig());
        var fixture = RuleFixture.Root + "/port-not-exposed/service-port";
        Assert.Equal(0, (await home.RunAsync(stop, "create", "namespace", "shop")).ExitCode);
        Assert.Equal(0, (await home.RunAsync(stop, "apply", "-f", fixture + "/change.yaml")).ExitCode);

        var (_, printed) = Repository.Run("review", "--cluster", fixture + "/cluster.yaml", "--change", fixture + "/change.yaml");
        Assert.Contains("networkpolicy.networking.k8s.io/web patched", await InShell(home, Command(printed)), StringComparison.Ordinal);
        var stored = await home.RunAsync(stop, "get", "networkpolicy", "web", "-n", "shop", "-o", "jsonpath={.spec.ingress[0].ports[0].port}");
        Assert.Equal("8080", stored.Output);

        // Denied: only the manifest can be patched.
        fixture = RuleFixture.Root + "/ingress-rules-removed/template-renders-an-empty-list";
        (_, printed) = Repository.Run("review", "--cluster", fixture + "/cluster.yaml", "--change", fixture + "/change.yaml");
        var corrected = Manifests.ChangeText(await InShell(home, Command(printed))).Policies.Single();
        Assert.Equal(Manifests.Cluster(fixture + "/cluster.yaml").Policies.Single(policy => policy.Key == corrected.Key).Spec, corrected.Spec);
    }

    private static string Command(string printed) => printed.Split('\n').First(line => line.Contains("kubectl patch", StringComparison.Ordinal)).Trim();

    private static async Task<string> InShell(KubectlHome home, string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Repository.PathOf("") };
        start.Environment["HOME"] = home.Folder;
        start.Environment["PATH"] = $"{Path.GetDirectoryName(KubectlBinary.Path)}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    private static int Spoken(ChangeSetReview set, string rule) =>
        set.Reviews.SelectMany(review => review.Findings).Count(finding => finding.Rule == rule && finding.Action > Verdict.Audit);

    private static NetworkPolicy Carried(RuleFixture fixture, PatchedFinding item)
    {
        var manifest = File.ReadAllText(Path.Combine(fixture.Folder, "change.yaml")).Split("---\n").Select(YamlText.Parse)
            .Single(document => (string?)document!["kind"] == "NetworkPolicy" && (string?)document["metadata"]!["name"] == item.Policy.Name);
        var patched = JsonPatch.Apply(manifest, JsonNode.Parse(item.Finding.Fix!.Patch.ToString()))!;
        return Manifests.ChangeText(patched.ToJsonString()).Policies.Single();
    }

    private static ChangeSetReview Again(RuleFixture fixture, PatchedFinding item)
    {
        var (state, changes, configuration) = fixture.Read();
        var fixedPolicy = item.Finding.Fix!.Corrected;
        return Reviewer.Review(
            state,
            [
                .. changes.Where(change => change.Key != item.Policy),
                new PolicyChange(fixedPolicy.Key, state.Policies.FirstOrDefault(policy => policy.Key == fixedPolicy.Key), fixedPolicy),
            ],
            configuration);
    }
}
