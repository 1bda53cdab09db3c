using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary>
/// Reads what stand-ins say, through the API server and the kubelets: no policy stands between a kubelet and the output of its containers.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
internal sealed class LogFollower(ApiClient client, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Follows a container's log until it is cancelled. When the stream breaks it begins anew, and tells the same lines again.
    /// </summary>
    public async Task FollowAsync(ObjectKey pod, string container, Action<StandInLine> tell, CancellationToken cancellation)
    {
        var path = $"/api/v1/namespaces/{Uri.EscapeDataString(pod.Namespace)}/pods/{Uri.EscapeDataString(pod.Name)}/log"
            + $"?container={Uri.EscapeDataString(container)}&follow=true";
        try
        {
            while (true)
            {
                await ReadAsync(path, tell, cancellation);
                await Task.Delay(Pause, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task ReadAsync(string path, Action<StandInLine> tell, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetAsync(path, cancellation);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } text)
            {
                if (StandInLine.Read(text) is { } line)
                {
                    tell(line);
                }
            }
        }
        catch (Exception e) when (JobFailures.IsOfTheServer(e))
        {
            // A log that cannot be read is silence, and silence is said to be that where it matters.
        }
    }
}
