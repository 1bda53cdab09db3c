using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Tests.Resources;

public sealed class NodeLabelTests
{
    [Fact]
    public void A_name_that_fits_is_the_label() => Assert.Equal("ip-10-0-0-1.example", NodeLabel.Of("ip-10-0-0-1.example"));

    [Fact]
    public void A_name_that_is_too_long_for_a_label_is_known_by_its_digest()
    {
        var label = NodeLabel.Of(new string('n', 253));
        Assert.StartsWith("sha256.", label, StringComparison.Ordinal);
        Assert.True(label.Length <= 63);
        Assert.NotEqual(label, NodeLabel.Of(new string('m', 253)));
    }
}
