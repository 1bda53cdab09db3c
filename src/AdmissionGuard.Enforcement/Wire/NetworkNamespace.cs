using Microsoft.Win32.SafeHandles;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>A network namespace, held open: it stays what it is when its processes end, until this is disposed of.</summary>
internal sealed class NetworkNamespace : IDisposable
{
    private readonly SafeFileHandle _handle;

    private NetworkNamespace(SafeFileHandle handle, string identity)
    {
        _handle = handle;
        Identity = identity;
    }

    /// <summary><c>net:[4026531840]</c>: two namespaces that are open have the same only when they are the same.</summary>
    public string Identity { get; }

    /// <summary>Opens a namespace by its file, such as <c>/proc/PID/ns/net</c> or <c>/run/netns/NAME</c>.</summary>
    /// <exception cref="IOException">There is none, or the permission is missing.</exception>
    public static NetworkNamespace Open(string path)
    {
        var handle = Libc.Open(path, Libc.ReadOnly | Libc.CloseOnExec);
        if (handle.IsInvalid)
        {
            throw new IOException($"cannot open {path}: {Libc.LastError()}");
        }

        // A name in /run/netns is a mount: only the open descriptor tells which namespace it is.
        var device = Libc.Identity(handle);
        return new NetworkNamespace(handle, device);
    }

    /// <summary>
    /// Runs something inside, on a thread of its own that ends with it: a thread that has changed its namespace must never go back to a
    /// pool. A socket opened inside stays inside, whoever uses it later.
    /// </summary>
    /// <param name="inside">What to do there; it must not wait for other threads.</param>
    public Task<T> RunAsync<T>(Func<T> inside)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Libc.EnterNetwork(_handle);
                done.SetResult(inside());
            }
            // Whatever it is belongs to the caller: an exception that leaves a thread ends the process.
#pragma warning disable CA1031
            catch (Exception e)
            {
                done.SetException(e);
            }
#pragma warning restore CA1031
        })
        {
            IsBackground = true,
            Name = Identity,
        };
        thread.Start();
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}
