using System.Text;
using Microsoft.Win32.SafeHandles;

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

        // Console.Error, and Console's own standard input where somebody sits at it, would set the terminal up for reading keys, with control
        // codes that end up in front of the output.
        var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        var input = Console.IsInputRedirected || OperatingSystem.IsWindows()
            ? Console.OpenStandardInput()
            : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        return new Terminal(Console.OpenStandardOutput(), error, input, isColoured);
    }

    // https://no-color.org: "when present and not an empty string (regardless of its value), prevents the addition of ANSI color".
    internal static bool WantsColour(bool isRedirected, string? noColor, string? term) =>
        !isRedirected && string.IsNullOrEmpty(noColor) && term != "dumb";
}
