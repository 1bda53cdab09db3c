using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Verifier.Controlling;
using AdmissionGuard.Verifier.Reviewing;

namespace AdmissionGuard.Verifier.Tests.Reviewing;

public sealed class ReviewedFormTests
{
    private static readonly ObjectKey Key = new("shop", "db");

    [Theory]
    [InlineData("""{"podSelector":{},"policyTypes":["Ingress"]}""")]
    [InlineData("""{"podSelector":{"matchLabels":{"app":"db","tier":"back"}},"policyTypes":["Egress"],"egress":[{}]}""")]
    [InlineData("""{"podSelector":{"matchExpressions":[{"key":"a","operator":"NotIn","values":["x","y"]},{"key":"b","operator":"Exists"},{"key":"c","operator":"DoesNotExist"},{"key":"d","operator":"In","values":["1","2"]}]},"policyTypes":["Ingress","Egress"]}""")]
    [InlineData("""{"podSelector":{"matchLabels":{"a":"1"},"matchExpressions":[{"key":"a","operator":"In","values":["2"]}]},"policyTypes":["Ingress"]}""")]
    [InlineData("""{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{"from":[{"podSelector":{}},{"namespaceSelector":{}},{"namespaceSelector":{"matchLabels":{"n":"1"}},"podSelector":{"matchLabels":{"p":"1"}}}],"ports":[{"protocol":"UDP"},{"protocol":"TCP","port":80,"endPort":90},{"protocol":"SCTP","port":"http"}]}]}""")]
    [InlineData("""{"podSelector":{},"policyTypes":["Egress"],"egress":[{"to":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16","10.2.3.4/32"]}},{"ipBlock":{"cidr":"::/0","except":["2001:db8::/33"]}},{"ipBlock":{"cidr":"0.0.0.0/0"}}]}]}""")]
    public void A_spec_that_was_written_down_means_the_same(string spec)
    {
        var policy = StoredPolicy.Of(Key, JsonNode.Parse(spec)!.AsObject()) with { Acknowledgement = "a=b", Written = WrittenFields.EmptyEgress };
        var look = new PendingLook(policy, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1), ["connections-lost", "dns-blocked"]);
        var read = Read(Written((Key, new ReviewedPolicy { Policy = policy, Look = look })))[Key];
        Assert.Equal(SpecText.Of(policy.Spec), SpecText.Of(read.Policy!.Spec));
        Assert.Equal((policy.Acknowledgement, policy.Written), (read.Policy.Acknowledgement, read.Policy.Written));
        Assert.Equal(SpecText.Of(policy.Spec), SpecText.Of(read.Look!.Before!.Spec));
        Assert.Equal((look.Since, look.Due), (read.Look.Since, read.Look.Due));
        Assert.Equal(look.Rules.AsEnumerable(), read.Look.Rules);
        Assert.True(read.Is(policy));
    }

    [Fact]
    public void Of_a_spec_that_is_too_long_the_digest_is_kept_and_tells_whether_it_has_changed()
    {
        var blocks = new JsonArray([.. Enumerable.Range(0, 5_000).Select(i => JsonNode.Parse(
            $$"""{"ipBlock":{"cidr":"{{i * 7919 % 223}}.{{i * 31 % 251}}.{{i * 17 % 253}}.{{i % 256}}/32"} }""")!)]);
        var spec = JsonNode.Parse("""{"podSelector":{},"policyTypes":["Ingress"],"ingress":[{}]}""")!.AsObject();
        spec["ingress"]![0]!["from"] = blocks;
        var (large, small) = (StoredPolicy.Of(Key, spec), Some("web"));
        var read = Read(Written(2_000, (Key, new ReviewedPolicy { Policy = large }), (small.Key, new ReviewedPolicy { Policy = small })));
        Assert.Null(read[Key].Policy);
        Assert.True(read[Key].Is(large));
        Assert.False(read[Key].Is(Some("db")));
        Assert.True(read[small.Key].Is(small));
    }

    [Fact]
    public void Ten_thousand_policies_fit_into_the_ConfigMaps_with_room_to_spare()
    {
        var policies = Enumerable.Range(0, 10_000 / ReviewedPolicies.Shards).Select(i => Some($"policy-{i}")).ToArray();
        var bytes = Written([.. policies.Select(policy => (policy.Key, new ReviewedPolicy { Policy = policy }))]);
        Assert.InRange(bytes.Length, 1, 64 << 10);
    }

    [Fact]
    public void The_same_policies_in_another_order_are_the_same_bytes()
    {
        var (a, b) = ((Key, new ReviewedPolicy { Policy = Some("db") }), (Some("web").Key, new ReviewedPolicy { Policy = Some("web") }));
        Assert.Equal(Written(a, b), Written(b, a));
    }

    [Fact]
    public void What_is_no_record_is_refused() => Assert.Throws<InvalidDataException>(() => ReviewedForm.Read("nonsense"u8.ToArray()).ToList());

    private static NetworkPolicy Some(string name) => StoredPolicy.Of(
        new ObjectKey("shop", name), CompanionCluster.Policy(name, to: name, from: "web")["spec"]!.AsObject());

    private static byte[] Written(params (ObjectKey Key, ReviewedPolicy Reviewed)[] policies) => Written(1 << 20, policies);

    private static byte[] Written(int mostBytes, params (ObjectKey Key, ReviewedPolicy Reviewed)[] policies) =>
        ReviewedForm.Write(policies.Select(pair => KeyValuePair.Create(pair.Key, pair.Reviewed)), mostBytes);

    private static Dictionary<ObjectKey, ReviewedPolicy> Read(byte[] bytes) => new(ReviewedForm.Read(bytes));
}
