using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class RecentValuesTests
{
    [Fact]
    public void Equal_values_become_one()
    {
        var values = new RecentValues<string>(10, StringComparer.Ordinal);
        var first = values.Share(new string('a', 3));
        Assert.Same(first, values.Share(new string('a', 3)));
        Assert.Same(first, values.Share("aaa".AsSpan(), span => span.ToString()));
    }

    [Fact]
    public void What_keeps_coming_is_kept_while_what_comes_once_passes_through()
    {
        var values = new RecentValues<string>(10, StringComparer.Ordinal);
        var often = values.Share(new string('a', 3));
        for (var i = 0; i < 1_000; i++)
        {
            values.Share($"pod-{i}");
            Assert.Same(often, values.Share(new string('a', 3)));
            Assert.InRange(values.Count, 1, 20);
        }
    }

    [Fact]
    public void The_churn_of_a_year_does_not_fill_the_pool()
    {
        var strings = new StringPool();
        for (var i = 0; i < 1_000_000; i++)
        {
            strings.Of($"hash-{i}".AsSpan());
        }

        Assert.InRange(strings.Count, 1, 64 * 1024);
    }

    [Fact]
    public void Labels_are_shared_whatever_the_order_in_which_they_come()
    {
        var context = new DecodingContext(ManifestUse.Cluster);
        var sorted = context.Share([Pair("app", "web"), Pair("tier", "front")]);
        Assert.Same(sorted, context.Share([Pair("tier", "front"), Pair("app", "web")]));
        Assert.Same(sorted, context.Share(Labels.Of(("app", "web"), ("tier", "front"))));
        Assert.NotSame(sorted, context.Share([Pair("app", "web"), Pair("tier", "back")]));
        Assert.Same(Labels.Empty, context.Share([]));
    }

    private static KeyValuePair<string, string> Pair(string key, string value) => KeyValuePair.Create(key, value);
}
