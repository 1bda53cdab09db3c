using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>What a reflector does with lines and objects that are not what they should be.</summary>
public sealed class ReflectorDecodingTests
{
    [Fact]
    public async Task Blank_lines_are_nothing()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        await watch.SendAsync($"\n\r\n{Json.Event("ADDED", Json.Namespace("a", "8"))}\r\n \n\n{Json.Event("ADDED", Json.Namespace("b", "9"))}\n\n");
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a b");
        Assert.Equal(0, reflection.Status.Counters.Bad);
    }

    [Fact]
    public async Task A_line_may_come_in_many_packets_and_packets_may_hold_many_lines()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        foreach (var c in Json.Event("ADDED", Json.Namespace("é", "8")))
        {
            await watch.SendAsync($"{c}");
        }

        await watch.SendAsync($"\n{Json.Event("ADDED", Json.Namespace("b", "9"))}\n{Json.Event("ADDED", Json.Namespace("c", "10"))}\n");
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "b c é");
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(1024 * 1024)]
    [InlineData(15 * 1024 * 1024)]
    public async Task A_large_event_holds_nothing_up(int size)
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "8", more: $$""","annotations":{"x":"{{new string('x', size)}}"}""")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a");
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("b", "9")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a b");
    }

    [Fact]
    public async Task A_line_that_does_not_end_exhausts_no_memory()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        var chunk = new byte[1024 * 1024];
        chunk.AsSpan().Fill((byte)'x');
        for (var i = 0; i < 40 && !watch.Left.IsCompleted; i++)
        {
            await Task.WhenAny(watch.SendAsync(chunk), watch.Left);
        }

        await reflection.ListedAsync(Json.Namespaces("9"));
        Assert.Equal(1, reflection.Status.Counters.Relists[RelistReason.Undecodable]);
    }

    [Fact]
    public async Task Events_of_unknown_types_are_passed_over_and_told_once()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("RENAMED", Json.Namespace("a", "8")));
        await watch.LineAsync(Json.Event("RENAMED", Json.Namespace("a", "8")));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("b", "9")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "b");
        Assert.Equal((2, 0), (reflection.Status.Counters.Ignored, reflection.Status.Counters.Bad));
        Assert.Equal("events of type \"RENAMED\" are passed over", Assert.Single(reflection.Incidents, i => i.Kind == WatchIncidentKind.Ignored).Message);
    }

    [Fact]
    public async Task Objects_of_another_kind_are_passed_over()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7"));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ADDED", Json.Status(200, "Fine")));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "8").Replace("Namespace", "Node", StringComparison.Ordinal)));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("a", "8").Replace("\"v1\"", "\"v2\"", StringComparison.Ordinal)));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("b", "9")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "b");
        Assert.Equal((3, 0, 1), (reflection.Status.Counters.Ignored, reflection.Status.Counters.Bad, reflection.Status.Counters.Lists));
    }

    public static TheoryData<string> Kinds => ["namespaces", "pods", "services", "nodes", "networkpolicies"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task An_error_is_no_object_of_any_kind(string kind) => kind switch
    {
        "namespaces" => ErrorIsNoObject(ResourceKinds.Namespaces),
        "pods" => ErrorIsNoObject(ResourceKinds.Pods),
        "services" => ErrorIsNoObject(ResourceKinds.Services),
        "nodes" => ErrorIsNoObject(ResourceKinds.Nodes),
        _ => ErrorIsNoObject(ResourceKinds.NetworkPolicies),
    };

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"type":"ADDED","object":[]}""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a" """)]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":7} } }""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a"} } }""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"\ud800","uid":"u","resourceVersion":"8"} } }""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u","resourceVersion":"8"} } } }""")]
    [InlineData("""{"type":"DELETED","object":{"metadata":{"uid":"u","resourceVersion":"8"} } }""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u","resourceVersion":"8","labels":["a"]} } }""")]
    [InlineData("""{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u","resourceVersion":"8","labels":{]} } }""")]
    public async Task An_event_that_does_not_decode_is_counted_and_everything_is_listed(string line)
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("b")));
        await watch.StartAsync();
        await watch.LineAsync(line);
        await reflection.ListedAsync(Json.Namespaces("9", Json.Namespace("a"), Json.Namespace("b")));
        var counters = reflection.Status.Counters;
        Assert.Equal((1, 1), (counters.Bad, counters.Relists[RelistReason.Undecodable]));
        Assert.Equal("a b", reflection.Sink.Names);
        Assert.DoesNotContain(reflection.Incidents, incident => incident.Message.Any(char.IsControl));
    }

    [Fact]
    public async Task An_object_that_never_decodes_is_shown_and_listed_no_more_than_once()
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.Namespace("a")));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("MODIFIED", Json.BadNamespace("a", "8")));
        watch = await reflection.ListedAsync(Json.Namespaces("9", Json.BadNamespace("a", "8")));
        Assert.Equal("8", Assert.Single(reflection.Status.Undecodable).ResourceVersion);
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("MODIFIED", Json.BadNamespace("a", "10")));
        await watch.LineAsync(Json.Event("ADDED", Json.Namespace("b", "11")));
        await Reflection<Namespace>.Until(() => reflection.Sink.Names == "a b");

        // The version that could be read last is still there.
        Assert.Equal("1", reflection.Sink.Find(new ObjectKey("", "a"))!.ResourceVersion);
        Assert.Equal("10", Assert.Single(reflection.Status.Undecodable).ResourceVersion);
        Assert.Equal((2, 2), (reflection.Status.Counters.Lists, reflection.Status.Counters.Bad));
    }

    [Theory]
    [InlineData("MODIFIED", "a@11")]
    [InlineData("DELETED", "")]
    public async Task An_object_that_decodes_again_or_is_gone_is_shown_no_longer(string type, string expected)
    {
        await using var reflection = await Reflection.OfNamespacesAsync();
        var watch = await reflection.ListedAsync(Json.Namespaces("7", Json.BadNamespace("a", "6")));
        Assert.Single(reflection.Status.Undecodable);
        await watch.StartAsync();
        await watch.LineAsync(Json.Event(type, type == "DELETED" ? Json.BadNamespace("a", "11") : Json.Namespace("a", "11")));
        await Reflection<Namespace>.Until(() => reflection.Status.Undecodable.Count == 0);
        Assert.Equal(expected, string.Join(' ', reflection.Sink.Objects.Values.Select(item => $"{item.Key.Name}@{item.ResourceVersion}")));
    }

    private static async Task ErrorIsNoObject<T>(ResourceKind<T> kind)
        where T : class
    {
        await using var reflection = await Reflection<T>.StartAsync(kind);
        var watch = await reflection.ListedAsync(Json.Page($"{kind.Kind}List", "7", ""));
        await watch.StartAsync();
        await watch.LineAsync(Json.Event("ERROR", Json.Status(400, "BadRequest", "no such thing")));
        await Reflection<T>.Until(() => reflection.Status.LastError is not null);
        Assert.Equal(("no such thing", 1, 0), (reflection.Status.LastError, reflection.Status.Counters.Errors, reflection.Sink.Objects.Count));
        Assert.Null((await reflection.NextAfterAWhileAsync()).Query("watch"));
    }
}
