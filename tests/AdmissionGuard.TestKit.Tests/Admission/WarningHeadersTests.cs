using AdmissionGuard.TestKit.Admission;

namespace AdmissionGuard.TestKit.Tests.Admission;

public sealed class WarningHeadersTests
{
    [Fact]
    public void A_warning_is_quoted_and_escaped() =>
        Assert.Equal(["299 - \"say \\\"no\\\" to C:\\\\\""], Of("say \"no\" to C:\\"));

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("a\ttab")]
    [InlineData("\u001b[31mred")]
    public void What_no_header_can_hold_vanishes(string text) => Assert.Empty(Of(text));

    [Fact]
    public void A_repetition_is_said_once() => Assert.Equal(["299 - \"a\"", "299 - \"b\""], Of("a", "b", "a"));

    [Fact]
    public void Exactly_4096_characters_are_not_cut()
    {
        var headers = Of(new string('a', 4000), new string('b', 96));

        Assert.Equal([4000 + 8, 96 + 8], headers.Select(header => header.Length));
    }

    [Fact]
    public void Beyond_4096_characters_each_is_cut_to_256_the_earlier_ones_too()
    {
        var headers = Of(new string('a', 4000), new string('b', 97), new string('→', 300), "short");

        Assert.Equal([256 + 8, 97 + 8, 256 + 8, 5 + 8], headers.Select(header => header.Length));
    }

    [Fact]
    public void Nothing_is_added_once_4096_characters_are_written()
    {
        var headers = Of([.. Enumerable.Range(0, 20).Select(number => $"{number:00} {new string('y', 300)}")]);

        Assert.Equal(16, headers.Count);
        Assert.All(headers, header => Assert.Equal(256 + 8, header.Length));
    }

    private static IReadOnlyList<string> Of(params string[] texts)
    {
        var headers = new WarningHeaders();
        foreach (var text in texts)
        {
            headers.Add(text);
        }

        return headers.Values;
    }
}
