using System.Threading.Channels;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// Lets large bodies in one after the other. A policy of a million empty rules takes some sixty times its length while it is judged: a few of
/// them at once, which everybody may send who may create a policy, would take all memory, and with it whoever judges the next change. The
/// few kilobytes that policies have do not wait.
/// </summary>
internal sealed class LargeBodies(TimeProvider time)
{
    // A token stands for the only place.
    private readonly Channel<bool> _free = WithOne();
    private readonly TimeProvider _time = time;

    /// <summary>A request's place, which it need not take. Its end lets the next one in.</summary>
    public Place Of(Deadline deadline) => new(this, deadline);

    private static Channel<bool> WithOne()
    {
        var channel = Channel.CreateBounded<bool>(1);
        channel.Writer.TryWrite(true);
        return channel;
    }

    /// <summary>The place of one request.</summary>
    internal sealed class Place(LargeBodies bodies, Deadline deadline) : IDisposable
    {
        private CancellationTokenSource? _limit;
        private CancellationTokenSource? _either;

        /// <summary>Whether no other large body comes in before its end.</summary>
        public bool IsTaken { get; private set; }

        /// <summary>Waits until no other large body is there.</summary>
        /// <returns>Cancelled when the rest of the body is no longer worth having: whoever sends slowly must not keep the others out.</returns>
        /// <exception cref="OperationCanceledException">The client is gone, or there is no time left.</exception>
        public async Task<CancellationToken> TakeAsync(CancellationToken cancellation)
        {
            _limit = new CancellationTokenSource(deadline.Remaining, bodies._time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellation);
            await bodies._free.Reader.ReadAsync(_either.Token);
            IsTaken = true;
            return _either.Token;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            _either?.Dispose();
            _limit?.Dispose();
            if (IsTaken)
            {
                IsTaken = false;
                bodies._free.Writer.TryWrite(true);
            }
        }
    }
}
