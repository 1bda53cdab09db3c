using System.Text;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

public sealed class ValueScannerTests
{
    [Theory]
    [InlineData("""{"a":{"b":[1,"}"]},"c":"\"}"}""")]
    [InlineData("""["\\","\\\"]",{}]""")]
    [InlineData("\"a\\\\\"")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    [InlineData("-1.5e3")]
    [InlineData("null")]
    public void The_end_of_a_value_is_found_wherever_the_bytes_are_cut(string value)
    {
        var utf8 = Encoding.UTF8.GetBytes($"{value},{value}}}");
        for (var cut = 0; cut <= value.Length; cut++)
        {
            var scanner = default(ValueScanner);
            var first = scanner.Length(utf8.AsSpan(0, cut));
            Assert.Equal(cut < value.Length || value[0] is 'n' or '-' ? -1 : value.Length, first);
            Assert.Equal(value.Length, first > 0 ? first : scanner.Length(utf8));
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":"}""")]
    [InlineData("""["\""")]
    [InlineData("12")]
    public void A_value_that_does_not_end_has_no_length(string value) =>
        Assert.Equal(-1, default(ValueScanner).Length(Encoding.UTF8.GetBytes(value)));
}
