namespace AdmissionGuard.Kubernetes.Live;

/// <summary>
/// Lets many threads read something, and changes it only between them. A change never waits in its thread: it is kept until nobody reads,
/// and the thread that can make it does. New readers wait only when a change has been kept for too long, or while changes are made.
/// </summary>
/// <param name="time">Measures how long a change has been kept.</param>
internal sealed class ReadGate(TimeProvider time)
{
    // Readers may overlap without end, and then nothing would ever change; but each time that they are held up, somebody waits for the
    // longest of them. Long enough that this is rare, and short beside the time that the API server takes to tell of a change.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly object _lock = new();
    private readonly Queue<Action> _kept = [];
    private int _reading;
    private int _awaiting;
    private bool _changing;
    private long _keptSince;
    private Exception? _failure;

    /// <summary>Makes a change, now or when nobody reads any more; changes are made in their order.</summary>
    public void Change(Action change)
    {
        lock (_lock)
        {
            if (_kept.Count == 0)
            {
                _keptSince = time.GetTimestamp();
            }

            _kept.Enqueue(change);
            if (_changing || _reading > 0)
            {
                return;
            }

            _changing = true;
        }

        MakeChanges();
    }

    /// <summary>Reads. Nothing changes meanwhile, so that the answer must not leave anything to be read later.</summary>
    /// <exception cref="InvalidOperationException">A change failed, and what it left behind cannot be trusted.</exception>
    public T Read<T>(Func<T> read)
    {
        Enter();
        try
        {
            return read();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Reads what may have to be prepared first, which is a change and is waited for.</summary>
    /// <param name="isReady">Whether it can be read as it is; asked while nothing changes.</param>
    /// <param name="prepare">The change.</param>
    /// <param name="read">Reads.</param>
    /// <exception cref="InvalidOperationException">A change failed, and what it left behind cannot be trusted.</exception>
    public T Read<T>(Func<bool> isReady, Action prepare, Func<T> read)
    {
        while (true)
        {
            var (answered, answer) = Read(() => isReady() ? (true, read()) : (false, default(T)!));
            if (answered)
            {
                return answer;
            }

            ChangeAndWait(prepare);
        }
    }

    private void ChangeAndWait(Action change)
    {
        var isMade = false;
        lock (_lock)
        {
            _awaiting++;
        }

        Change(() =>
        {
            change();
            isMade = true;
        });
        lock (_lock)
        {
            while (!isMade && _failure is null)
            {
                Monitor.Wait(_lock);
            }

            _awaiting--;
        }
    }

    private void Enter()
    {
        lock (_lock)
        {
            while (_changing || (_reading > 0 && IsOverdue()))
            {
                Monitor.Wait(_lock);
            }

            if (_failure is not null)
            {
                throw new InvalidOperationException("the state of the cluster could not be kept up to date", _failure);
            }

            _reading++;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _reading--;
            if (_reading > 0 || _kept.Count == 0)
            {
                return;
            }

            _changing = true;
        }

        MakeChanges();
    }

    private bool IsOverdue() => _kept.Count > 0 && (_awaiting > 0 || time.GetElapsedTime(_keptSince) > Patience);

    // Nobody reads, and nobody else changes.
    private void MakeChanges()
    {
        while (true)
        {
            Action change;
            lock (_lock)
            {
                if (_kept.Count == 0 || _failure is not null)
                {
                    _changing = false;
                    Monitor.PulseAll(_lock);
                    return;
                }

                change = _kept.Dequeue();
            }

            try
            {
                change();
            }
            catch (Exception e)
            {
                lock (_lock)
                {
                    (_failure, _changing) = (e, false);
                    Monitor.PulseAll(_lock);
                }

                throw;
            }
        }
    }
}
