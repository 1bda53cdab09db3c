using System.Text;

namespace AdmissionGuard.Cli;

/// <summary>The world outside, as far as a command may touch it. Nothing else in this program knows the console.</summary>
/// <param name="Output">Results, as UTF-8.</param>
/// <param name="Error">Errors and remarks.</param>
/// <param name="Input">What <c>-</c> reads.</param>
/// <param name="IsColoured">Somebody looks at the output and wants colour.</param>
internal sealed record Terminal(Stream Output, TextWriter Error, Stream Input, bool IsColoured)
{
    public static Terminal OfConsole()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        var isColoured = WantsColour(
            Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));
        return new Terminal(Console.OpenStandardOutput(), Console.Error, Console.OpenStandardInput(), isColoured);
    }

    // https://no-color.org: "when present and not an empty string (regardless of its value), prevents the addition of ANSI color".
    internal static bool WantsColour(bool isRedirected, string? noColor, string? term) =>
        !isRedirected && string.IsNullOrEmpty(noColor) && term != "dumb";
}
