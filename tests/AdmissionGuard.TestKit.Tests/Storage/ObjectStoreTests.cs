using System.Text;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Storage;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.TestKit.Tests.Storage;

public sealed class ObjectStoreTests
{
    private static readonly ResourceKind Pods = BuiltInResources.Pods;

    [Fact]
    public void Each_change_makes_a_version_and_the_object_says_which()
    {
        var store = NewStore();

        var first = store.Put(Some.Pod("web"));
        var second = store.Put(Some.Pod("web", """{"a":"b"}"""));

        Assert.Equal(first.Version + 1, second.Version);
        Assert.Equal($"{second.Version}", ObjectFields.Read(second, "metadata.resourceVersion"));
        Assert.Equal(ObjectFields.Read(first, "metadata.uid"), ObjectFields.Read(second, "metadata.uid"));
    }

    [Fact]
    public void What_is_stored_is_compact_and_leaves_its_kind_out()
    {
        var stored = NewStore().Put(Some.Object(
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"labels":{"a":"b"},"name":"ü","uid":"u","creationTimestamp":"t"},
             "data":{"x":"<&>"}}
            """));

        Assert.Equal(
            """{"metadata":{"name":"ü","namespace":"default","uid":"u","resourceVersion":"2","creationTimestamp":"t","""
            + "\"labels\":{\"a\":\"b\"}},\"data\":{\"x\":\"<&>\"}}",
            Encoding.UTF8.GetString(stored.Json.Span));
    }

    [Fact]
    public void A_swap_fails_when_somebody_was_faster()
    {
        var store = NewStore();
        var read = store.Put(Some.Pod("web"));
        var newer = store.Put(Some.Pod("web"));

        Assert.Null(store.TrySwap(Pods, "default", "web", read, Some.Pod("web")));
        Assert.Null(store.TrySwap(Pods, "default", "web", null, Some.Pod("web")));
        Assert.NotNull(store.TrySwap(Pods, "default", "web", newer, null));
        Assert.Null(store.Find(Pods, "default", "web"));
    }

    [Fact]
    public void Every_remembered_version_can_be_read_again()
    {
        var store = NewStore();
        var random = new Random(7);
        var expected = new Dictionary<long, string> { [store.Version] = "" };
        for (var step = 0; step < 200; step++)
        {
            var name = $"web-{random.Next(12)}";
            if (random.Next(3) > 0 || !store.Delete(Pods, "default", name))
            {
                store.Put(Some.Pod(name, $$"""{"step":"{{step}}"}"""));
            }

            expected[store.Version] = Shown(store.Read(Pods));
        }

        Assert.All(expected, pair => Assert.Equal(pair.Value, Shown(store.ReadAt(Pods, pair.Key)!)));

        static string Shown(Snapshot snapshot) => string.Join(
            ',', snapshot.Objects.Select(pod => $"{pod.Name}={ObjectFields.Read(pod, "metadata.labels.step")}"));
    }

    [Fact]
    public void Nothing_older_is_known_after_a_compaction()
    {
        var store = NewStore();
        var version = store.Put(Some.Pod("web")).Version;
        store.Put(Some.Pod("web"));
        store.Compact();

        Assert.Null(store.ReadAt(Pods, version));
        Assert.NotNull(store.ReadAt(Pods, store.Version));
        Assert.Null(store.ReadAt(BuiltInResources.Services, version));
    }

    [Fact]
    public void An_unknown_kind_is_an_error_that_says_what_to_do()
    {
        var refused = Assert.Throws<ArgumentException>(
            () => NewStore().Put(Some.Object("""{"apiVersion":"a/v1","kind":"B","metadata":{"name":"c"}}""")));

        Assert.StartsWith("a/v1 B is not served: define it first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_of_a_cluster_is_stored_with_the_namespaces_it_lacks()
    {
        var store = NewStore();
        var pods = string.Join(',', new[] { "a", "b" }.Select(name => Some.Pod(name, @namespace: "shop").ToJsonString()));
        var list = $$"""{"kind":"List","apiVersion":"v1","items":[{{pods}}]}""";

        Assert.Equal(2, StoreFiller.Fill(store, Encoding.UTF8.GetBytes(list)));
        Assert.NotNull(store.Find(BuiltInResources.Namespaces, "", "shop"));
        Assert.Equal(2, store.Read(Pods).Objects.Count);
    }

    private static ObjectStore NewStore() =>
        new(1000, new ServedResources(), new Identities(new FakeTime(), new Random(1)));
}
