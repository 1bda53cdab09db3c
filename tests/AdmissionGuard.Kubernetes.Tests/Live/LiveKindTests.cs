using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Live;

public sealed class LiveKindTests
{
    private readonly List<string> _told = [];
    private readonly LiveKind<Node> _kind;

    public LiveKindTests() =>
        _kind = new LiveKind<Node>(changes => _told.Add(string.Join(", ", changes.Select(change => $"{change.Before?.Name}>{change.After?.Name}"))));

    [Fact]
    public void Events_are_passed_on_one_by_one()
    {
        _kind.Upsert(Node("a"));
        _kind.Upsert(Node("a", version: "2"));
        _kind.Delete(Key("a"), "uid");
        Assert.Equal([">a", "a>a", "a>"], _told);
    }

    [Fact]
    public void A_list_passes_its_differences_on_at_once()
    {
        var (kept, changed) = (Node("kept"), Node("changed"));
        _kind.Replace([kept, changed, Node("gone")]);
        _kind.Replace([kept, Node("changed", version: "2"), Node("new")]);
        Assert.Equal([">kept, >changed, >gone", "changed>changed, >new, gone>"], _told);
        Assert.Equal(3, _kind.Count);
    }

    [Fact]
    public void What_a_list_brings_twice_is_told_once()
    {
        _kind.Replace([Node("a", version: "1"), Node("b"), Node("a", version: "2")]);
        Assert.Equal([">a, >b"], _told);
        Assert.Equal("1", _kind.Find(Key("a"))!.ResourceVersion);
    }

    [Fact]
    public void A_list_that_brings_nothing_new_tells_nothing()
    {
        var node = Node("a");
        _kind.Replace([node]);
        _kind.Replace([node]);
        Assert.Single(_told);
    }

    [Fact]
    public void The_deletion_of_an_earlier_object_of_the_same_name_is_passed_over()
    {
        _kind.Upsert(Node("a"));
        _kind.Delete(Key("a"), "earlier");
        _kind.Delete(Key("b"), "uid");
        Assert.Equal([">a"], _told);
    }

    private static ObjectKey Key(string name) => new("", name);

    private static WatchedObject<Node> Node(string name, string version = "1") => new(Key(name), "uid", version, new Node(name, []));
}
