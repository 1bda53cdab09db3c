using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("180s", 180_000)]
    [InlineData("3m", 180_000)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("500ms", 500)]
    [InlineData("1m0s", 60_000)]
    [InlineData("0s", 0)]
    public void Durations_are_read_as_Kubernetes_writes_them(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("180")]
    [InlineData("s")]
    [InlineData("3 m")]
    [InlineData("-3m")]
    [InlineData("3d")]
    [InlineData("1.5h")]
    [InlineData("9999999h")]
    [InlineData("99999999999999999999s")]
    [InlineData("３s")]
    public void Anything_else_is_none(string text) => Assert.Null(DurationText.Parse(text));
}
