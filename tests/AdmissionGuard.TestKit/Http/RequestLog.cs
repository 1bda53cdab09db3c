namespace AdmissionGuard.TestKit.Http;

/// <summary>One request as it arrived.</summary>
/// <param name="Method">As in <c>GET</c>.</param>
/// <param name="Path">With the query.</param>
/// <param name="UserAgent">Empty for none.</param>
/// <param name="Accept">Empty for none.</param>
/// <param name="Protocol">As in <c>HTTP/2</c>.</param>
public sealed record LoggedRequest(string Method, string Path, string UserAgent, string Accept, string Protocol)
{
    private volatile string _user = "";
    private volatile int _status;
    private int _events;

    /// <summary>For a watch: how many events it was sent, bookmarks and errors not counted.</summary>
    public int Events => Volatile.Read(ref _events);

    /// <summary>Who asked; empty until that is known, and for a stranger.</summary>
    public string User
    {
        get => _user;
        internal set => _user = value;
    }

    /// <summary>The HTTP status; 0 until the answer has begun.</summary>
    public int Status
    {
        get => _status;
        internal set => _status = value;
    }

    /// <summary>As in <c>GET /api/v1/pods?limit=500</c>.</summary>
    public string Line => $"{Method} {Path}";

    /// <summary>A watch is sent another event.</summary>
    internal void Sent() => Interlocked.Increment(ref _events);
}

/// <summary>All requests in the order in which they arrived.</summary>
public sealed class RequestLog
{
    private readonly Lock _lock = new();
    private readonly List<LoggedRequest> _requests = [];
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What has arrived so far.</summary>
    public IReadOnlyList<LoggedRequest> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>How many requests match.</summary>
    public int Count(Func<LoggedRequest, bool> matches) => All.Count(matches);

    /// <summary>Waits until so many requests match, and returns them.</summary>
    public async Task<IReadOnlyList<LoggedRequest>> WaitForAsync(
        Func<LoggedRequest, bool> matches, int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task pulse;
            LoggedRequest[] found;
            lock (_lock)
            {
                found = [.. _requests.Where(matches)];
                pulse = _pulse.Task;
            }

            if (found.Length >= count)
            {
                return found;
            }

            await pulse.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets them.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            Pulse();
        }
    }

    /// <summary>Notes the answer's status; those who wait may be waiting for it.</summary>
    internal void Answered(LoggedRequest request, int status)
    {
        lock (_lock)
        {
            request.Status = status;
            Pulse();
        }
    }

    private void Pulse()
    {
        var pulse = _pulse;
        _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);
        pulse.SetResult();
    }
}
