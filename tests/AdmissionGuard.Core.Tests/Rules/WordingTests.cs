using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Tests.Rules;

public sealed class WordingTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("a", 3, "a")]
    [InlineData("a,b", 3, "a and b")]
    [InlineData("a,b,c", 3, "a, b and c")]
    [InlineData("a,b,c,d", 3, "a, b, c and 1 more")]
    [InlineData("a,b", 1, "a and 1 more")]
    public void Lists_are_never_longer_than_they_may_be(string items, int shown, string text)
    {
        var list = items.Split(',', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(text, Wording.List(list, shown, list.Length));
    }

    [Fact]
    public void Items_that_nobody_looked_up_are_counted_all_the_same() => Assert.Equal("a, b, c and 997 more", Wording.List(["a", "b", "c", "d"], 3, 1000));

    [Fact]
    public void One_is_singular()
    {
        Assert.Equal("1 rule", Wording.Count(1, "rule"));
        Assert.Equal("0 rules", Wording.Count(0, "rule"));
        Assert.Equal("2 rules", Wording.Count(2, "rule"));
    }

    [Theory]
    [InlineData("shop/web[Deployment] is fine", "shop/web[Deployment] is fine")]
    [InlineData("shop/sitemap[Deployment]", "shop/sitemap [Deployment]")]
    [InlineData("a\r\n\tb\u0000c\u2028d", "a   b c d")]
    [InlineData("it is\nimmutable", "it is \"immutable\"")]
    [InlineData("an immutable field", "an \"immutable\" field")]
    public void Plain_text_is_one_line_that_no_tool_misreads(string text, string plain) => Assert.Equal(plain, Wording.Plain(text));
}
