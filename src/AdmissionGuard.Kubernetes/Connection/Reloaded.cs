using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>
/// What files hold, read anew from time to time. Contents are compared, not times: mounted Secrets change by a link that is moved. The
/// last good value is kept when files are broken or gone.
/// </summary>
/// <param name="sources">The files, or data.</param>
/// <param name="parse">Makes the value of their contents; throws <see cref="ConnectionException"/> when they are no good.</param>
/// <param name="interval">How long a value is used before the files are looked at again.</param>
/// <param name="time">Measures the interval; the wall clock may jump.</param>
/// <param name="warn">Told, once, when a value is kept because the new one is no good.</param>
internal sealed class Reloaded<T>(
    IReadOnlyList<ContentSource> sources, Func<byte[][], T> parse, TimeSpan interval, TimeProvider time, Action<string> warn)
    where T : class
{
    private readonly Lock _lock = new();
    private byte[][] _contents = [];
    private T? _value;
    private bool _isDue = true;
    private long _checked;
    private string? _warned;

    /// <summary>The value as of the last look.</summary>
    /// <exception cref="ConnectionException">There has not been a good one yet.</exception>
    public T Current()
    {
        lock (_lock)
        {
            if (_value is null || _isDue || time.GetElapsedTime(_checked) >= interval)
            {
                _value = Look();
            }

            return _value;
        }
    }

    /// <summary>The server does not like the value: the next caller looks at the files, whenever that was last done.</summary>
    public void LookAgain()
    {
        lock (_lock)
        {
            _isDue = true;
        }
    }

    /// <summary>The server refuses the value: it is not used again even when the files cannot be read.</summary>
    public void Drop(T refused)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_value, refused))
            {
                _value = null;
            }
        }
    }

    private T Look()
    {
        _checked = time.GetTimestamp();
        _isDue = false;
        try
        {
            byte[][] contents = [.. sources.Select(source => source.Read())];
            if (_value is null || !contents.Zip(_contents).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)))
            {
                _value = parse(contents);
                _contents = contents;
            }

            _warned = null;
            return _value;
        }
        catch (ConnectionException e) when (_value is not null)
        {
            if (_warned != e.Message)
            {
                _warned = e.Message;
                warn(OneLine.Of($"{e.Message}; the previous one is kept"));
            }

            return _value;
        }
    }
}
