using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Tests.Model;

public sealed class LabelSelectorTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "app=web", true)]
    [InlineData("app=web", "app=web,tier=front", true)]
    [InlineData("app=web", "app=api", false)]
    [InlineData("app=web", "App=web", false)]
    [InlineData("app=web", "app=Web", false)]
    [InlineData("app=", "app=", true)]
    [InlineData("app=", "", false)]
    [InlineData("app in (web,api)", "app=api", true)]
    [InlineData("app in (web,api)", "", false)]
    [InlineData("app notin (web,api)", "app=api", false)]
    [InlineData("app notin (web,api)", "app=db", true)]
    [InlineData("app notin (web,api)", "", true)]
    [InlineData("app", "app=", true)]
    [InlineData("app", "tier=app", false)]
    [InlineData("!app", "app=", false)]
    [InlineData("!app", "tier=app", true)]
    [InlineData("app=web,!canary", "app=web", true)]
    [InlineData("app=web,!canary", "app=web,canary=1", false)]
    [InlineData("app=web,app=api", "app=web", false)]
    public void It_matches_when_every_requirement_does(string selector, string labels, bool matches) =>
        Assert.Equal(matches, Some.Selector(selector).Matches(Some.Labels(labels)));

    [Theory]
    [InlineData("", "{}")]
    [InlineData("app=web", "app=web")]
    [InlineData("app in (web)", "app=web")]
    [InlineData("tier in (b,a)", "tier in (a,b)")]
    [InlineData("tier notin (a)", "tier notin (a)")]
    [InlineData("tier", "tier")]
    [InlineData("!tier", "!tier")]
    [InlineData("tier in (a,b),app=web", "app=web,tier in (a,b)")]
    public void It_prints_as_kubectl_prints_it(string selector, string printed) =>
        Assert.Equal(printed, Some.Selector(selector).ToString());

    [Fact]
    public void Selectors_that_say_the_same_are_equal()
    {
        var one = Some.Selector("app=web,tier in (b,a,b)");
        var other = Some.Selector("tier in (a,b),app in (web),app=web");
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, Some.Selector("app=web,tier notin (a,b)"));
        Assert.NotEqual(one, LabelSelector.Everything);
    }

    [Fact]
    public void MatchLabels_are_requirements_of_one_value() =>
        Assert.Equal(Some.Selector("app in (web),tier in (front)"), LabelSelector.MatchLabels(("tier", "front"), ("app", "web")));

    [Fact]
    public void A_selector_of_nothing_is_the_empty_one()
    {
        Assert.True(LabelSelector.From([]).IsEmpty);
        Assert.Equal(LabelSelector.Everything, LabelSelector.From([]));
        Assert.False(Some.Selector("app").IsEmpty);
    }
}
