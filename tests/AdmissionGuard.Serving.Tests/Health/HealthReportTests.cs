using AdmissionGuard.Serving.Health;

namespace AdmissionGuard.Serving.Tests.Health;

public sealed class HealthReportTests
{
    private static readonly HealthCheck Good = new("certificate", () => new CheckResult(true, "valid until tomorrow"));
    private static readonly HealthCheck Silent = new("draining", () => new CheckResult(true, ""));
    private static readonly HealthCheck Bad = new("pods", () => new CheckResult(false, "not listed yet"));

    [Fact]
    public void When_all_is_well_one_word_is_enough() => Assert.Equal(new HealthReport(true, "ok"), HealthReport.Of("readyz", [Good, Silent], isVerbose: false));

    [Fact]
    public void Who_asks_for_more_sees_every_check() => Assert.Equal(
        "[+]certificate ok: valid until tomorrow\n[+]draining ok\nreadyz check passed\n", HealthReport.Of("readyz", [Good, Silent], isVerbose: true).Text);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_something_is_wrong_every_check_is_shown(bool isVerbose) => Assert.Equal(
        new HealthReport(false, "[+]certificate ok: valid until tomorrow\n[-]pods failed: not listed yet\n[+]draining ok\nreadyz check failed\n"),
        HealthReport.Of("readyz", [Good, Bad, Silent], isVerbose));

    [Fact]
    public void Without_checks_all_is_well() => Assert.Equal("livez check passed\n", HealthReport.Of("livez", [], isVerbose: true).Text);
}
