namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Keeps what a reflector's status is made of; it is written by the reflector and read by anybody at any time.</summary>
internal sealed class ReflectorLedger(string resource, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RelistReason, long> _relists = [];
    private readonly Dictionary<string, BadObject> _undecodable = new(StringComparer.Ordinal);
    private readonly long[] _events = new long[Enum.GetValues<WatchEventType>().Length];
    private long _lists;
    private long _watches;
    private long _ignored;
    private long _bad;
    private long _heard;
    private string? _error;

    /// <summary>How the reflector fares at this moment.</summary>
    public ReflectorStatus Status()
    {
        lock (_lock)
        {
            return new ReflectorStatus(
                resource,
                _lists > 0,
                _lists > 0 ? time.GetElapsedTime(_heard) : null,
                _error,
                [.. _undecodable.Values],
                new ReflectorCounters(
                    _lists,
                    _watches,
                    new Dictionary<RelistReason, long>(_relists),
                    _events[(int)WatchEventType.Added],
                    _events[(int)WatchEventType.Modified],
                    _events[(int)WatchEventType.Deleted],
                    _events[(int)WatchEventType.Bookmark],
                    _events[(int)WatchEventType.Error],
                    _ignored,
                    _bad));
        }
    }

    /// <summary>A list is complete and has been handed on.</summary>
    public void Listed(IReadOnlyList<BadObject> undecodable)
    {
        lock (_lock)
        {
            _lists++;
            _undecodable.Clear();
            foreach (var bad in undecodable)
            {
                _undecodable[bad.Uid] = bad;
            }

            Hear();
        }
    }

    /// <summary>A watch is being opened.</summary>
    public void Watching()
    {
        lock (_lock)
        {
            _watches++;
        }
    }

    /// <summary>An event has come.</summary>
    public void Event(WatchEventType type)
    {
        lock (_lock)
        {
            _events[(int)type]++;
            if (type != WatchEventType.Error)
            {
                Hear();
            }
        }
    }

    /// <summary>An event has been passed over.</summary>
    public void Ignored()
    {
        lock (_lock)
        {
            _ignored++;
        }
    }

    /// <summary>An event cannot be decoded.</summary>
    /// <returns>Whether a list has shown this object before, and could not decode it either.</returns>
    public bool Bad(BadObject bad)
    {
        lock (_lock)
        {
            _bad++;
            if (bad.Uid.Length == 0 || !_undecodable.ContainsKey(bad.Uid))
            {
                return false;
            }

            _undecodable[bad.Uid] = bad;
            return true;
        }
    }

    /// <summary>An object has been decoded or is gone.</summary>
    public void Good(string uid)
    {
        lock (_lock)
        {
            _undecodable.Remove(uid);
        }
    }

    /// <summary>A watch has ended as it should.</summary>
    public void Ended()
    {
        lock (_lock)
        {
            _error = null;
        }
    }

    /// <summary>Something has failed.</summary>
    /// <param name="message">One line.</param>
    /// <param name="relist">Why everything is listed again; null when it is not, or when the list itself has failed.</param>
    public void Failed(string message, RelistReason? relist)
    {
        lock (_lock)
        {
            _error = message;
            if (relist is { } reason)
            {
                _relists[reason] = _relists.GetValueOrDefault(reason) + 1;
            }
        }
    }

    private void Hear()
    {
        _heard = time.GetTimestamp();
        _error = null;
    }
}
