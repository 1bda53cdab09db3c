using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Chain.Tests;

/// <summary>What <c>kubectl get --watch</c> tells of a kind, as it comes.</summary>
internal sealed class KubectlWatch : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _reading;

    /// <summary>Begins.</summary>
    /// <param name="home">With whose kubectl.</param>
    /// <param name="resource">As kubectl names it.</param>
    /// <param name="tell">Told of each event: ADDED, MODIFIED or DELETED, and the object; one after the other.</param>
    public KubectlWatch(KubectlHome home, string resource, Func<string, JsonObject, Task> tell)
    {
        _process = home.Start("get", resource, "-A", "--watch", "--output-watch-events", "-o", "json");
        _reading = ReadAsync(_process.StandardOutput.BaseStream, tell);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    private static async Task ReadAsync(Stream output, Func<string, JsonObject, Task> tell)
    {
        try
        {
            await foreach (var change in JsonSerializer.DeserializeAsyncEnumerable<JsonObject>(output, topLevelValues: true))
            {
                await tell((string)change!["type"]!, change["object"]!.AsObject());
            }
        }
        catch (Exception e) when (e is JsonException or ObjectDisposedException or IOException)
        {
            // It was ended in the middle of a word.
        }
    }
}
