using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// Runs a plugin once. What it prints is given to the caller alone; what it complains of is thrown away, for it may quote secrets.
/// </summary>
internal static class ExecProcess
{
    // Long enough for somebody to confirm a login in a browser.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // A token and a certificate have some 10 KiB.
    private const int MaxBytes = 1 << 20;

    /// <summary>What a plugin prints on standard output.</summary>
    /// <param name="settings">The plugin.</param>
    /// <param name="request">The value of <see cref="ExecRequest.Variable"/>.</param>
    /// <param name="time">Measures how long it takes.</param>
    /// <param name="cancellation">Ends the plugin.</param>
    /// <exception cref="ConnectionException">It fails, or takes longer than two minutes.</exception>
    public static async Task<byte[]> RunAsync(ExecSettings settings, string request, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        using var process = Start(settings, request);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput.BaseStream, end.Token);
            var complaints = process.StandardError.BaseStream.CopyToAsync(Stream.Null, end.Token);
            await Task.WhenAll(output, complaints, process.WaitForExitAsync(end.Token));
            return process.ExitCode == 0
                ? await output ?? throw Error(settings, $"has printed more than {MaxBytes >> 20} MiB")
                : throw Error(settings, $"has ended with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Error(settings, $"has not answered for {Patience.TotalMinutes} minutes");
        }
        catch (IOException)
        {
            throw Error(settings, "has closed its output before its end");
        }
        finally
        {
            End(process);
        }
    }

    private static Process Start(ExecSettings settings, string request)
    {
        var start = new ProcessStartInfo(settings.Command)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in settings.Arguments)
        {
            start.ArgumentList.Add(argument.Reveal());
        }

        foreach (var (name, value) in settings.Variables)
        {
            start.Environment[name] = value.Reveal();
        }

        start.Environment[ExecRequest.Variable] = request;
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception e) when (e is ExternalException or InvalidOperationException)
        {
            throw new ConnectionException(
                $"{settings.Setting}: {settings.Command} cannot be started; {settings.InstallHint ?? "check the file and its permissions"}",
                e);
        }
    }

    // Null when it is too much: the rest is read all the same, so that the plugin can end.
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[4096];
        var total = 0L;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            total += read;
            kept.Write(buffer, 0, total <= MaxBytes ? read : 0);
        }

        return total <= MaxBytes ? kept.ToArray() : null;
    }

    private static void End(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ExternalException or AggregateException)
        {
            // It has ended by itself meanwhile, or belongs to somebody else: nothing waits for it.
        }
    }

    private static ConnectionException Error(ExecSettings settings, string problem) =>
        new($"{settings.Setting}: {settings.Command} {problem}; run it by hand to see what it says");
}
