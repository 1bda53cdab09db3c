namespace AdmissionGuard.Kubernetes.Live;

/// <summary>
/// Lets many threads read something, and changes it only between them. A change never waits in its thread: it is kept until nobody reads,
/// and the thread that can make it does; readers make those that are kept when they come or go, and none that come meanwhile. New readers
/// wait only when a change has been kept for too long, or while changes are made, and then only for those that were kept when the first of
/// them came.
/// </summary>
/// <param name="time">Measures how long a change has been kept.</param>
internal sealed class ReadGate(TimeProvider time)
{
    // Readers may overlap without end, and then nothing would ever change; but each time that they are held up, somebody waits for the
    // longest of them. Long enough that this is rare, and short beside the time that the API server takes to tell of a change.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    [ThreadStatic]
    private static ReadGate? _readByThisThread;

    private readonly object _lock = new();
    private readonly Queue<Action> _kept = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _reading;
    private int _waiting;
    private int _awaiting;
    private int _owed;
    private bool _changing;
    private long _keptSince;
    private Exception? _failure;

    /// <summary>Fails with an <see cref="InvalidOperationException"/> when a change has failed, whoever made it; never ends otherwise.</summary>
    public Task Failure => _broken.Task;

    /// <summary>Makes a change, now or when nobody reads any more; changes are made in their order.</summary>
    /// <exception cref="InvalidOperationException">This change failed, or one before it.</exception>
    public void Change(Action change)
    {
        lock (_lock)
        {
            ThrowIfBroken();
            if (_kept.Count == 0)
            {
                _keptSince = time.GetTimestamp();
            }

            _kept.Enqueue(change);

            // Readers that wait although nothing changes have just been let in: it is their turn.
            if (_changing || _reading + _waiting > 0)
            {
                return;
            }

            BeginChanging();
        }

        MakeChanges(all: true);
        lock (_lock)
        {
            ThrowIfBroken();
        }
    }

    /// <summary>
    /// Reads. Nothing changes meanwhile, so that the answer must not leave anything to be read later. A change that fails afterwards is
    /// not the reader's failure.
    /// </summary>
    /// <exception cref="InvalidOperationException">A change failed, and what it left behind cannot be trusted.</exception>
    /// <exception cref="LockRecursionException">This thread reads already: it could wait for itself.</exception>
    public T Read<T>(Func<T> read)
    {
        var outer = _readByThisThread;
        if (ReferenceEquals(outer, this))
        {
            throw new LockRecursionException("whoever reads must not read again meanwhile: a change between the two would wait for the first");
        }

        Enter();
        _readByThisThread = this;
        try
        {
            return read();
        }
        finally
        {
            _readByThisThread = outer;
            Leave();
        }
    }

    /// <summary>Reads what may have to be prepared first, which is a change and is waited for.</summary>
    /// <param name="isReady">Whether it can be read as it is; asked while nothing changes.</param>
    /// <param name="prepare">The change.</param>
    /// <param name="read">Reads.</param>
    /// <exception cref="InvalidOperationException">A change failed, and what it left behind cannot be trusted.</exception>
    /// <exception cref="LockRecursionException">This thread reads already: it could wait for itself.</exception>
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

        try
        {
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
            }
        }
        finally
        {
            lock (_lock)
            {
                _awaiting--;
            }
        }
    }

    private void Enter()
    {
        MakeLeftOver(all: false);
        lock (_lock)
        {
            if (_changing && _waiting == 0)
            {
                _owed = _kept.Count;
            }

            _waiting++;
            while (_changing || (_reading > 0 && IsOverdue()))
            {
                Monitor.Wait(_lock);
            }

            _waiting--;
            ThrowIfBroken();
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

            BeginChanging();
        }

        MakeChanges(all: false);
        lock (_lock)
        {
            // What came while a reader made changes is made by others.
            if (IsLeftOver())
            {
                ThreadPool.UnsafeQueueUserWorkItem(static gate => gate.MakeLeftOver(all: true), this, preferLocal: false);
            }
        }
    }

    private void MakeLeftOver(bool all)
    {
        lock (_lock)
        {
            if (!IsLeftOver())
            {
                return;
            }

            BeginChanging();
        }

        MakeChanges(all);
    }

    // Changes are kept and nobody is about to make them: neither somebody who makes others, nor somebody who leaves.
    private bool IsLeftOver() => _kept.Count > 0 && !_changing && _reading + _waiting == 0;

    private bool IsOverdue() => _kept.Count > 0 && (_awaiting > 0 || time.GetElapsedTime(_keptSince) > Patience);

    private void ThrowIfBroken()
    {
        if (_failure is not null)
        {
            throw Broken(_failure);
        }
    }

    private static InvalidOperationException Broken(Exception failure) => new("the state of the cluster could not be kept up to date", failure);

    private void BeginChanging() => (_changing, _owed) = (true, _kept.Count);

    // Nobody reads, and nobody else changes.
    private void MakeChanges(bool all)
    {
        while (true)
        {
            Action change;
            lock (_lock)
            {
                // Changes may come as fast as they are made: readers wait for those that were there before them, and not for ever.
                if (_kept.Count == 0 || (_owed <= 0 && (_waiting > 0 || !all)))
                {
                    _keptSince = time.GetTimestamp();
                    _changing = false;
                    Monitor.PulseAll(_lock);
                    return;
                }

                _owed--;
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
                    _kept.Clear();
                    Monitor.PulseAll(_lock);
                }

                _broken.TrySetException(Broken(e));
                return;
            }
        }
    }
}
