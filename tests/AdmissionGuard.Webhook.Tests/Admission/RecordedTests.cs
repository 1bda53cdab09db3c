using System.Text;
using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Admission;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>Every request that was recorded from a real API server, and the answer that it has to get in a small cluster that fits.</summary>
public sealed class RecordedTests
{
    private const string Starts = "isolation-starts";
    private const string Ends = "isolation-ends";
    private const string Opens = $"{Ends},exposed-to-world";
    private const string Ignored = "rules-ignored-by-policy-types";

    /// <summary>What was done, the verdict, the findings, and the pairs that the change takes and gives.</summary>
    public static TheoryData<string, string, string, string> Table => new()
    {
        { "create-apply.001", "warn", Starts, "-5 +0" },
        { "noop-apply.002", "allow", "", "-0 +0" },
        { "noop-annotate.003", "allow", "", "-0 +0" },
        { "update-apply-wipes-ingress.004", "deny", $"ingress-rules-removed,{Ignored}", "-1 +0" },
        { "create-egress-empty.005", "warn", $"{Ignored},{Starts}", "-15 +0" },
        { "dryrun-server-create.006", "warn", Starts, "-5 +0" },
        { "dryrun-server-update.007", "allow", "", "-0 +1" },
        { "ssa-create.008", "warn", Starts, "-5 +0" },
        { "ssa-update.009", "deny", "ingress-rules-removed", "-1 +1" },
        { "patch-json.010", "deny", $"dns-blocked,{Starts}", "-5 +0" },
        { "create-generatename.011", "warn", $"dns-blocked,{Starts}", "-24 +0" },
        { "delete-one.012", "warn", Opens, "-0 +5" },
        { "create-by-alice.013", "warn", Starts, "-5 +0" },
        { "create-no-namespace.014", "warn", "namespace-scope-missing", "-0 +0" },
        { "kubectl-delete-all.015", "warn", Opens, "-0 +5" },
        { "kubectl-delete-all.016", "warn", Opens, "-0 +24" },
        { "kubectl-delete-all.017", "warn", Opens, "-0 +15" },
        { "kubectl-delete-all.018", "warn", Opens, "-0 +10" },
        { "recreate.019", "warn", Starts, "-5 +0" },
        { "create-multi.020", "warn", $"{Starts},peer-matches-nothing", "-6 +0" },
        { "namespace-delete.021", "allow", "", "exempt: controller" },
        { "namespace-delete.022", "allow", "", "exempt: controller" },
        { "ssa-create-egress-empty.031", "warn", $"{Ignored},{Starts}", "-15 +0" },
        { "apply-adds-egress-empty.032", "warn", Ignored, "-0 +0" },
        { "apply-adds-egress-empty-again.033", "allow", "", "-0 +0" },

        // The client-side apply before it has brought the same `egress: []`.
        { "ssa-adds-egress-empty.034", "allow", "", "-0 +0" },
        { "apply-ingress-list-empty.035", "warn", Starts, "-15 +0" },
        { "label-only.036", "allow", "", "-0 +0" },
        { "replace-without-policytypes.037", "deny", $"ingress-rules-removed,dns-blocked,{Starts}", "-6 +0" },
        { "deletecollection.038", "warn", Opens, "-0 +15" },
        { "deletecollection.039", "warn", Opens, "-0 +15" },
        { "deletecollection.040", "warn", Opens, "-0 +10" },
        { "ssa-adds-egress-empty-again.041", "allow", "", "-0 +0" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task A_recorded_request_gets_its_answer(string name, string verdict, string findings, string size)
    {
        var review = Recordings.Read(name);
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        var answer = await webhook.ReviewAsync(review);
        Assert.Equal(verdict != "deny", answer.Allowed);
        Assert.Equal(verdict == "warn", answer.Warnings.Count > 0);
        Assert.Equal((verdict, findings), (answer.Annotations["verdict"], answer.Findings));
        Assert.Equal(size, answer.Annotations.TryGetValue("exempt", out var why)
            ? $"exempt: {why}"
            : $"-{answer.Annotations["lost"]} +{answer.Annotations["gained"]}");
        Assert.Equal(Root(review).GetProperty("request").GetProperty("uid").GetString(), answer.Uid);
    }

    [Fact]
    public void Every_recorded_request_is_in_the_table() => Assert.Equal(
        Directory.GetFiles(Recordings.Folder(), "*.json").Select(Path.GetFileNameWithoutExtension).Order(),
        Table.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Table))]
    public void The_command_line_finds_the_same(string name, string verdict, string findings, string size)
    {
        _ = (findings, size);
        var review = Recordings.Read(name);
        var request = new AdmissionReader().Read(review);
        var (before, after) = (Root(review).GetProperty("request").GetProperty("oldObject"), Root(review).GetProperty("request").GetProperty("object"));
        var state = Shop.State with { Policies = before.ValueKind == JsonValueKind.Null ? [] : Policies(before.GetRawText(), ManifestUse.Cluster) };
        var changes = request.Operation == "DELETE"
            ? ChangeSet.Of(state, [], [request.Change!.Key], replace: false)
            : ChangeSet.Of(state, Policies(Manifest(name, after), ManifestUse.Change), [], replace: IsWhole(name));
        var expected = Assert.Single(Reviewer.Review(state, changes, GuardConfiguration.Default).Reviews);
        var actual = Reviewer.Review(
            ClusterIndex.Build(state, state.Policies.Append(request.Change!.After).OfType<NetworkPolicy>().SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec))),
            request.Change,
            GuardConfiguration.Default);
        Assert.Equal(Say(expected, request), Say(actual, request));
        Assert.True(verdict != "deny" || expected.Verdict == Verdict.Deny);
    }

    // What somebody had in a file: kubectl keeps it in an annotation.
    private static string Manifest(string name, JsonElement after)
    {
        const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
        if (name == "ssa-create-egress-empty.031")
        {
            return """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"no-egress","namespace":"shop"},"spec":{"podSelector":{},"egress":[]}}""";
        }

        return !IsWhole(name) && after.GetProperty("metadata").TryGetProperty("annotations", out var annotations) && annotations.TryGetProperty(LastApplied, out var applied)
            ? applied.GetString()!
            : after.GetRawText();
    }

    // These were not brought by a client-side apply: what is stored is what was sent, as far as a file can say it.
    private static bool IsWhole(string name) => name.StartsWith("patch", StringComparison.Ordinal) || name.StartsWith("replace", StringComparison.Ordinal)
        || name.StartsWith("noop", StringComparison.Ordinal) || name.StartsWith("label", StringComparison.Ordinal) || name.StartsWith("ssa", StringComparison.Ordinal);

    private static IEnumerable<string> Say(PolicyReview review, AdmissionRequest request) => review.Findings.Select(finding =>
        $"{finding.Action} {finding.Rule} {finding.Field} {(request.Change!.Key.IsPrefix ? "" : finding.Digest)} {finding.Message} {finding.Remediation}");

    private static System.Collections.Immutable.ImmutableArray<NetworkPolicy> Policies(string json, ManifestUse use)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return ManifestReader.Read(["-"], use, stream).State.Policies;
    }

    private static JsonElement Root(byte[] review) => JsonDocument.Parse(review).RootElement;
}
