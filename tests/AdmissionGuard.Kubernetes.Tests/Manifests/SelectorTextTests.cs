using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class SelectorTextTests
{
    [Theory]
    [InlineData("app=web", "app=web")]
    [InlineData("app==web", "app=web")]
    [InlineData("app!=web", "app notin (web)")]
    [InlineData("app", "app")]
    [InlineData("!app", "!app")]
    [InlineData("! app", "!app")]
    [InlineData("app=", "app=")]
    [InlineData("app in (web, api)", "app in (api,web)")]
    [InlineData("app notin (web),example.com/tier=front , !x", "!x,app notin (web),example.com/tier=front")]
    [InlineData("in in (in)", "in=in")]
    public void Selectors_are_read_as_kubectl_reads_them(string text, string selector) =>
        Assert.Equal(selector, SelectorText.Parse(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("app=web,")]
    [InlineData("app=web api=x")]
    [InlineData("app in web")]
    [InlineData("app in (")]
    [InlineData("=web")]
    [InlineData("!app=web")]
    [InlineData("-app=web")]
    [InlineData("app=we/b")]
    [InlineData("app in (a/b)")]
    [InlineData("app>1")]
    public void What_is_no_selector_is_none(string text) => Assert.Null(SelectorText.Parse(text));
}
