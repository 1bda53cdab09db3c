using System.Runtime.InteropServices;
using System.Text.Json;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit.Serving;

/// <summary>Runs a server for people who want to try kubectl, or the guard, by hand.</summary>
internal static class ServeCommand
{
    private const int BadUsage = 2;

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        if (ServeArguments.Parse(args) is not { } arguments)
        {
            await errors.WriteLineAsync(ServeArguments.Usage);
            return BadUsage;
        }

        // Before anything is printed: whoever reads it may send the signal at once.
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var server = await ApiServer.StartAsync(new() { Port = arguments.Port });
        try
        {
            foreach (var file in arguments.Files)
            {
                await output.WriteLineAsync($"{file}: {StoreFiller.Fill(server.Store, await File.ReadAllBytesAsync(file))} objects");
            }

            await output.WriteLineAsync(server.Url);
            if (arguments.Kubeconfig is { } path)
            {
                await WriteSecretAsync(path, server.Kubeconfig());
                await output.WriteLineAsync($"kubectl --kubeconfig {path} get all -A");
            }
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            await errors.WriteLineAsync(unusable.Message);
            return 1;
        }

        await interrupted.Task;
        return 0;
    }

    // It holds the key of somebody who may do everything.
    private static async Task WriteSecretAsync(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
    }
}
