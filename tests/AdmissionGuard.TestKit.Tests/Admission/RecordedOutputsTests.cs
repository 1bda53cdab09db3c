using System.Text.RegularExpressions;

namespace AdmissionGuard.TestKit.Tests.Admission;

/// <summary>What kubectl prints for denials and warnings of every shape is what it printed against kube-apiserver v1.36.</summary>
public sealed partial class RecordedOutputsTests(OutputScenario scenario) : IClassFixture<OutputScenario>
{
    [Theory]
    [InlineData(0, "apply")]
    [InlineData(1, "create")]
    [InlineData(2, "apply")]
    [InlineData(3, "apply")]
    [InlineData(4, "apply")]
    [InlineData(5, "apply")]
    [InlineData(6, "apply --server-side --force-conflicts")]
    [InlineData(7, "apply --dry-run=server")]
    [InlineData(8, "diff")]
    [InlineData(9, "replace")]
    [InlineData(10, "patch")]
    [InlineData(11, "apply --warnings-as-errors")]
    public void Kubectl_prints_what_was_recorded(int number, string command)
    {
        Assert.SkipUnless(scenario.WhyNot.Length == 0, scenario.WhyNot);
        var (expected, actual) = (scenario.Expected[number], scenario.Results[number]);

        Assert.StartsWith($"kubectl {command} ", expected.Command, StringComparison.Ordinal);
        Assert.Equal(expected.Error, LoggedError().Replace(actual.Error, "error: ${message}\n"));
        Assert.Equal(expected.Output, actual.Output);
        Assert.Equal(expected.ExitCode, actual.ExitCode);
    }

    // kubectl before v1.36 logs the one error of --warnings-as-errors instead of printing it.
    [GeneratedRegex(
        "^E[0-9]{4} .* \"command failed\" err=\"(?<message>.*)\"\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex LoggedError();
}
