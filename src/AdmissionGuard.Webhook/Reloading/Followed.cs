namespace AdmissionGuard.Webhook.Reloading;

/// <summary>
/// A value that files hold, made anew when what they hold changes. What is no good leaves the last good value in place, and is complained
/// of once.
/// </summary>
/// <typeparam name="TContent">What tells whether the files have changed.</typeparam>
/// <typeparam name="T">The value.</typeparam>
internal sealed class Followed<TContent, T>
    where TContent : IEquatable<TContent>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Func<TContent> _read;
    private readonly Func<TContent, T> _parse;
    private TContent _seen;
    private string? _problemOfSeen;
    private T _current;
    private string? _problem;
    private long _reloads;
    private long _failures;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="read">Reads what the files hold, or what tells of it.</param>
    /// <param name="parse">Makes the value of it.</param>
    /// <exception cref="SettingException">There is no good value to begin with.</exception>
    public Followed(Func<TContent> read, Func<TContent, T> parse)
    {
        (_read, _parse) = (read, parse);
        _seen = read();
        _current = parse(_seen);
    }

    /// <summary>Told of each new value after the first.</summary>
    public Action<T>? Reloaded { get; set; }

    /// <summary>Told in one line why the last good value is kept, once for each reason.</summary>
    public Action<string>? Kept { get; set; }

    /// <summary>The last good value; from any thread.</summary>
    public T Current => Volatile.Read(ref _current);

    /// <summary>Why <see cref="Current"/> is not what the files hold; null when it is.</summary>
    public string? Problem => Volatile.Read(ref _problem);

    /// <summary>How many new values there have been after the first.</summary>
    public long Reloads => Interlocked.Read(ref _reloads);

    /// <summary>How often the files have become no good.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Looks whether the files have changed.</summary>
    public void Look()
    {
        lock (_lock)
        {
            TContent content;
            try
            {
                content = _read();
            }
            catch (SettingException e)
            {
                Keep(e.Message);
                return;
            }

            if (content.Equals(_seen))
            {
                Keep(_problemOfSeen);
                return;
            }

            Take(content);
        }
    }

    private void Take(TContent content)
    {
        _seen = content;
        try
        {
            Volatile.Write(ref _current, _parse(content));
            _problemOfSeen = null;
            Volatile.Write(ref _problem, null);
            Interlocked.Increment(ref _reloads);
            Reloaded?.Invoke(_current);
        }
        catch (SettingException e)
        {
            _problemOfSeen = e.Message;
            // The same mistake in other bytes is another attempt of somebody who waits for word of it.
            Volatile.Write(ref _problem, null);
            Keep(e.Message);
        }
    }

    private void Keep(string? problem)
    {
        var isNew = problem is not null && problem != _problem;
        Volatile.Write(ref _problem, problem);
        if (isNew)
        {
            Interlocked.Increment(ref _failures);
            Kept?.Invoke(problem!);
        }
    }
}
