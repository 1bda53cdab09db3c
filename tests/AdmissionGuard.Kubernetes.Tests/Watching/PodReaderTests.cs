using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>The decoder without a tree says what the decoder of manifests says, or leaves the pod to it.</summary>
public sealed class PodReaderTests
{
    private const int Runs = 5_000;

    private static readonly ResourceKind<Pod> ByTree = new(
        "pods", "v1", "Pod", isNamespaced: true, Kinds.Find("v1", "Pod")!.Fields, Kinds.Find("v1", "Pod")!.Decode);

    [Fact]
    public void Made_up_pods_are_decoded_alike_by_both()
    {
        var random = new Random(1);
        var fast = 0;
        for (var run = 0; run < Runs; run++)
        {
            var json = SomePods.Make(random, run % 2 == 0 ? 0 : 0.02).ToJsonString();
            fast += AreAlike(json) ? 1 : 0;
        }

        // Were all left to the tree, they would be alike for no reason.
        Assert.InRange(fast, Runs / 2, Runs);
    }

    [Theory]
    [InlineData("pods.list.page1.json")]
    [InlineData("pods.list.page2.json")]
    [InlineData("pods.list.page3.json")]
    public void Recorded_pods_need_no_tree(string page) => Assert.All(
        JsonNode.Parse(Recordings.Read(page))!["items"]!.AsArray(), pod => Assert.True(AreAlike(pod!.ToJsonString())));

    [Theory]
    [InlineData("""{"metadata":{},"spec":{"dnsPolicy":"None","dnsConfig":{"nameservers":["10.0.0.10"]} } }""")]
    [InlineData("""{"metadata":{},"spec":{"containers":[{"args":["-localip","169.254.20.10,10.0.0.10"]}]} }""")]
    [InlineData("""{"metadata":{},"spec":{"containers":[{"command":["-\u006cocalip=169.254.20.10"]}]} }""")]
    public void What_is_rare_is_left_to_the_tree(string pod) => Assert.False(AreAlike(Named(pod)));

    [Theory]
    [InlineData("""{"metadata":{"labels":{"z":"1","a":"2","é":"3"} },"spec":null,"status":null}""")]
    [InlineData("""{"metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","ownerReferences":[{"kind":"A","name":"a"},{"kind":"Job","name":"b-29000000","controller":true},{"kind":"Job","name":"c","controller":true}]} }""")]
    [InlineData("""{"metadata":{},"spec":{"initContainers":[{"ports":[{"containerPort":1}]},{"restartPolicy":"Always","ports":[{"name":"a","containerPort":2,"protocol":"UDP"}]}],"containers":[{"ports":[{"containerPort":3},{"name":"none"}]}]} }""")]
    [InlineData("""{"metadata":{},"spec":{"hostNetwork":true},"status":{"phase":"Failed","podIP":"10.0.0.1","podIPs":[],"hostIPs":[{"ip":"192.0.2.1"},{"ip":"2001:db8::1"},{"ip":"?"},{}]} }""")]
    [InlineData("""{"metadata":{},"spec":{"hostNetwork":true,"dnsPolicy":"ClusterFirstWithHostNet"} }""")]
    public void What_is_usual_is_not(string pod) => Assert.True(AreAlike(Named(pod)));

    [Fact]
    public void Equal_pods_share_what_they_have_in_common_but_neither_names_nor_versions()
    {
        var decoder = new ObjectDecoder<Pod>(ResourceKinds.Pods);
        var json = Named("""{"metadata":{"labels":{"app":"web"},"ownerReferences":[{"kind":"ReplicaSet","name":"web-1"}]},"spec":{"nodeName":"node-1","containers":[{"ports":[{"containerPort":80}]}]} }""");
        var (one, other) = (Decode(decoder, json).Value, Decode(decoder, json).Value);
        Assert.Same(one.Labels, other.Labels);
        Assert.Same(one.Workload, other.Workload);
        Assert.Same(one.Ports, other.Ports);
        Assert.Same(one.NodeName, other.NodeName);
        Assert.Same(one.Key.Namespace, other.Key.Namespace);
        Assert.NotSame(one.Key.Name, other.Key.Name);
    }

    private static string Named(string pod)
    {
        var tree = JsonNode.Parse(pod)!;
        tree["metadata"]!["name"] = "web-1";
        tree["metadata"]!["namespace"] = "shop";
        tree["metadata"]!["uid"] = "u";
        tree["metadata"]!["resourceVersion"] = "1";
        return tree.ToJsonString();
    }

    // Whether the pod needs no tree; fails where the two do not agree.
    private static bool AreAlike(string json)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        var context = new DecodingContext(ManifestUse.Cluster);
        var decoder = new ObjectDecoder<Pod>(ByTree);
        if (!decoder.TryReadHead(utf8, out var head, out _) || PodReader.Decode(utf8, head, context) is not { } pod)
        {
            return false;
        }

        Assert.True(decoder.TryDecode(utf8, head, out var expected, out var problem), $"{problem}: {json}");
        Assert.True(Sameness.Of(expected.Value, pod), $"{expected.Value} is not {pod}: {json}");
        return true;
    }

    private static WatchedObject<Pod> Decode(ObjectDecoder<Pod> decoder, string json)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);
        Assert.True(decoder.TryReadHead(utf8, out var head, out _));
        Assert.True(decoder.TryDecode(utf8, head, out var item, out _));
        return item;
    }
}
