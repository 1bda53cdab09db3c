using System.Threading.Channels;
using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>
/// Writes a trial into its receipt while it goes on: when the verdict changes, with the first clean round, and now and then. Rounds come
/// faster than anybody reads, and never wait for the API server.
/// </summary>
/// <param name="write">Writes.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckProgress(Func<Trial, CancellationToken, Task> write, TimeProvider time) : IProgress<Trial>
{
    private static readonly TimeSpan NowAndThen = TimeSpan.FromSeconds(10);

    private readonly Channel<Trial> _latest = Channel.CreateBounded<Trial>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    public void Report(Trial value) => _latest.Writer.TryWrite(value);

    /// <summary>Runs a trial and writes on; the last word is not written here.</summary>
    public async Task<Trial> FollowAsync(Func<IProgress<Trial>, Task<Trial>> run, CancellationToken cancellation)
    {
        var writing = WriteAllAsync(cancellation);
        try
        {
            return await run(this);
        }
        finally
        {
            _latest.Writer.TryComplete();
            await writing;
        }
    }

    private async Task WriteAllAsync(CancellationToken cancellation)
    {
        Trial? written = null;
        var when = time.GetTimestamp();
        try
        {
            await foreach (var trial in _latest.Reader.ReadAllAsync(cancellation))
            {
                if (!trial.IsOver && (written is null || IsNews(written, trial) || time.GetElapsedTime(when) >= NowAndThen))
                {
                    await write(trial, cancellation);
                    (written, when) = (trial, time.GetTimestamp());
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Whoever runs the trial says so.
        }
    }

    private static bool IsNews(Trial before, Trial now) =>
        before.Verdict != now.Verdict || (before.Latency is null) != (now.Latency is null);
}
