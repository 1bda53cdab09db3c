using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AdmissionGuard.TestKit.Tests.Admission;

/// <summary>The reviews that this server sends are those that kube-apiserver v1.36 sent for the same commands.</summary>
public sealed partial class RecordedReviewsTests(RecordedScenario scenario) : IClassFixture<RecordedScenario>
{
    [Theory]
    [InlineData("create-apply.001")]
    [InlineData("noop-apply.002")]
    [InlineData("noop-annotate.003")]
    [InlineData("update-apply-wipes-ingress.004")]
    [InlineData("create-egress-empty.005")]
    [InlineData("dryrun-server-create.006")]
    [InlineData("dryrun-server-update.007")]
    [InlineData("ssa-create.008")]
    [InlineData("ssa-update.009")]
    [InlineData("patch-json.010")]
    [InlineData("create-generatename.011")]
    [InlineData("delete-one.012")]
    [InlineData("create-by-alice.013")]
    [InlineData("create-no-namespace.014")]
    [InlineData("kubectl-delete-all.015")]
    [InlineData("kubectl-delete-all.016")]
    [InlineData("kubectl-delete-all.017")]
    [InlineData("kubectl-delete-all.018")]
    [InlineData("recreate.019")]
    [InlineData("create-multi.020")]
    [InlineData("namespace-delete.021")]
    [InlineData("namespace-delete.022")]
    [InlineData("ssa-create-egress-empty.031")]
    [InlineData("apply-adds-egress-empty.032")]
    [InlineData("apply-adds-egress-empty-again.033")]
    [InlineData("ssa-adds-egress-empty.034")]
    [InlineData("apply-ingress-list-empty.035")]
    [InlineData("label-only.036")]
    [InlineData("replace-without-policytypes.037")]
    [InlineData("deletecollection.038")]
    [InlineData("deletecollection.039")]
    [InlineData("deletecollection.040")]
    [InlineData("ssa-adds-egress-empty-again.041")]
    public void A_review_equals_the_recorded_one(string file)
    {
        Assert.SkipUnless(scenario.WhyNot.Length == 0, scenario.WhyNot);

        var expected = Recorded.Json("admission", $"{file}.json");
        var actual = scenario.Review(file[^3..]);

        // The order of all fields counts, and so do the owners of the fields; left out is what differs from run to run.
        Assert.Equal(Lasting(expected), Lasting(actual));
    }

    [Fact]
    public void Every_recording_is_compared()
    {
        var compared = typeof(RecordedReviewsTests).GetMethod(nameof(A_review_equals_the_recorded_one))!
            .GetCustomAttributesData().Count(attribute => attribute.AttributeType == typeof(InlineDataAttribute));

        Assert.Equal(Directory.GetFiles(Recorded.PathOf("admission"), "*.json").Length, compared);
    }

    [Fact]
    public void The_requests_have_the_recorded_headers()
    {
        Assert.SkipUnless(scenario.WhyNot.Length == 0, scenario.WhyNot);
        var recorded = File.ReadAllText(Recorded.PathOf("admission-headers.txt")).ReplaceLineEndings("\n").Split("\n\n")[0].Split('\n');
        var expected = recorded.Skip(1).Select(line => line.Split(": ", 2)).Where(pair => pair[0] is not ("Host" or "Content-Length"));

        Assert.All(scenario.Received, received =>
        {
            Assert.Equal(recorded[0], $"create-apply POST {received.Target} HTTP/1.1");
            Assert.Equal(
                expected.Select(pair => $"{pair[0]}: {pair[1]}").Order(StringComparer.Ordinal),
                received.Headers.Where(header => header.Key is not ("Host" or "Content-Length"))
                    .Select(header => $"{header.Key}: {header.Value}").Order(StringComparer.Ordinal));
            Assert.Equal($"{received.Body.Length}", received.Headers["Content-Length"]);
        });
    }

    // Uids, times, versions, the credential and the ending of a generated name differ from run to run.
    private static string Lasting(JsonObject review)
    {
        var request = review["request"]!.AsObject();
        request["uid"] = "";
        if (Guid.TryParse((string?)request["userInfo"]!["uid"], out _))
        {
            request["userInfo"]!["uid"] = "";
        }

        if (request["userInfo"]!["extra"]?["authentication.kubernetes.io/credential-id"] is JsonArray credentials)
        {
            credentials[0] = ((string)credentials[0]!)[..4];
        }

        foreach (var name in new[] { "object", "oldObject" })
        {
            if (request[name]?["metadata"] is JsonObject metadata)
            {
                Blank(metadata);
            }
        }

        return GeneratedName().Replace(review.ToJsonString(), "gen-xxxxx");
    }

    private static void Blank(JsonObject metadata)
    {
        metadata["uid"] = "";
        metadata["creationTimestamp"] = "";
        if (metadata.ContainsKey("resourceVersion"))
        {
            metadata["resourceVersion"] = "";
        }

        foreach (var owner in metadata["managedFields"]!.AsArray())
        {
            owner!["time"] = "";
        }
    }

    [GeneratedRegex("gen-[a-z0-9]{5}", RegexOptions.None, 1000)]
    private static partial Regex GeneratedName();
}
