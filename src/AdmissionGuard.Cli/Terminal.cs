using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Kubernetes.Connection;
using Microsoft.Win32.SafeHandles;

namespace AdmissionGuard.Cli;

/// <summary>The world outside, as far as a command may touch it. Nothing else in this program knows the console.</summary>
/// <param name="Output">Results, as UTF-8.</param>
/// <param name="Error">Errors and remarks.</param>
/// <param name="Input">What <c>-</c> reads.</param>
/// <param name="IsColoured">Somebody looks at the output and wants colour.</param>
internal sealed record Terminal(Stream Output, TextWriter Error, Stream Input, bool IsColoured)
{
    /// <summary>Somebody looks at <see cref="Error"/>, and lines on it can be erased.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>What a live cluster is found by.</summary>
    public Surroundings Surroundings { get; init; } = new(_ => null, null);

    /// <summary>The directory that relative paths start from.</summary>
    public string Directory { get; init; } = Environment.CurrentDirectory;

    /// <summary>What probes are sent with; told the UDP ports, besides DNS, that may be sent to.</summary>
    public Func<ImmutableArray<int>, IWire> Wire { get; init; } = _ => throw new WireException("no probe can be sent from here");

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static Terminal OfConsole()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        }

        var isColoured = WantsColour(
            Console.IsOutputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));

        var error = new StreamWriter(
            Open(2, Console.IsErrorRedirected, Console.OpenStandardError), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
        { AutoFlush = true };
        return new Terminal(
            Open(1, Console.IsOutputRedirected, Console.OpenStandardOutput),
            error,
            Open(0, Console.IsInputRedirected, Console.OpenStandardInput),
            isColoured)
        {
            ShowsProgress = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb",
            Surroundings = Surroundings.OfProcess(),
            Wire = udpPorts => new LocalWire(new WireOptions { DatagramPorts = udpPorts }, TimeProvider.System),
        };
    }

    // Console's own streams set a terminal up for reading keys, with control codes that end up in front of the output.
    private static Stream Open(int descriptor, bool isRedirected, Func<Stream> ofConsole) => isRedirected || OperatingSystem.IsWindows()
        ? ofConsole()
        : new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), descriptor == 0 ? FileAccess.Read : FileAccess.Write, bufferSize: 0);

    // https://no-color.org: "when present and not an empty string (regardless of its value), prevents the addition of ANSI color".
    internal static bool WantsColour(bool isRedirected, string? noColor, string? term) =>
        !isRedirected && string.IsNullOrEmpty(noColor) && term != "dumb";
}
