using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class LabelsTests
{
    [Fact]
    public void Labels_are_equal_by_content_whatever_their_order()
    {
        var one = Labels.Of(("app", "web"), ("tier", "front"));
        var other = Labels.Of(("tier", "front"), ("app", "web"));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Labels.Of(("app", "web")));
        Assert.NotEqual(one, Labels.Of(("app", "web"), ("tier", "back")));
    }

    [Fact]
    public void Of_a_repeated_key_the_last_value_counts() =>
        Assert.Equal(Labels.Of(("app", "web")), Labels.Of(("app", "api"), ("app", "web")));

    [Fact]
    public void They_print_as_kubectl_prints_them_in_ordinal_order() =>
        Assert.Equal("App=1,app=web,tier=", Labels.Of(("tier", ""), ("app", "web"), ("App", "1")).ToString());

    [Fact]
    public void No_labels_print_as_nothing() => Assert.Equal("", Labels.Empty.ToString());

    [Fact]
    public void A_label_with_an_empty_value_exists()
    {
        Assert.True(Labels.Of(("canary", "")).TryGetValue("canary", out var value));
        Assert.Equal("", value);
        Assert.False(Labels.Empty.TryGetValue("canary", out _));
    }

    [Fact]
    public void Keys_differ_by_case() => Assert.False(Labels.Of(("App", "web")).TryGetValue("app", out _));

    [Fact]
    public void One_more_label_replaces_another_of_its_key_and_leaves_the_original_alone()
    {
        var labels = Labels.Of(("app", "web"));
        Assert.Equal(Labels.Of(("app", "api")), labels.With("app", "api"));
        Assert.Equal(2, labels.With("tier", "front").Count);
        Assert.Equal(Labels.Of(("app", "web")), labels);
    }
}
