using System.Text;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>What containers have written, as kubelets keep it. A container that has written nothing and not ended is still being created.</summary>
public sealed class PodLogs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Namespace, string Pod, string Container), ContainerLog> _logs = [];
    private TaskCompletionSource _pulse = New();

    /// <summary>Adds a line.</summary>
    public void Write(string @namespace, string pod, string container, string line) =>
        Change(@namespace, pod, container, log => log.Text.Append(line).Append('\n'));

    /// <summary>The container is running and has written nothing yet.</summary>
    public void Begin(string @namespace, string pod, string container) => Change(@namespace, pod, container, _ => { });

    /// <summary>The container has ended: who follows comes to an end.</summary>
    public void End(string @namespace, string pod, string container) => Change(@namespace, pod, container, log => log.HasEnded = true);

    /// <summary>What there is from a position on; null when the container has not begun.</summary>
    internal LogNews? From(string @namespace, string pod, string container, int position)
    {
        lock (_lock)
        {
            return _logs.GetValueOrDefault((@namespace, pod, container)) is { } log
                ? new(log.Text.ToString(position, log.Text.Length - position), log.HasEnded, _pulse.Task)
                : null;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(string @namespace, string pod, string container, Action<ContainerLog> change)
    {
        TaskCompletionSource pulse;
        lock (_lock)
        {
            if (!_logs.TryGetValue((@namespace, pod, container), out var log))
            {
                _logs[(@namespace, pod, container)] = log = new();
            }

            change(log);
            (pulse, _pulse) = (_pulse, New());
        }

        pulse.SetResult();
    }

    private sealed class ContainerLog
    {
        public StringBuilder Text { get; } = new();

        public bool HasEnded { get; set; }
    }
}

/// <summary>A piece of a log.</summary>
/// <param name="Text">The piece.</param>
/// <param name="IsLast">Whether nothing will follow.</param>
/// <param name="Changed">Done when any log has changed since.</param>
internal sealed record LogNews(string Text, bool IsLast, Task Changed);
