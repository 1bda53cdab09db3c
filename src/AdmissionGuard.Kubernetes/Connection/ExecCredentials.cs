namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Credentials of a plugin: asked for once, kept until they expire or the server refuses them.</summary>
internal sealed class ExecCredentials(ConnectionSettings settings, ExecSettings exec, TimeProvider time) : ICredentialSource, IDisposable
{
    private readonly SemaphoreSlim _running = new(1);
    private ExecReply? _reply;

    public async ValueTask<Credential> CurrentAsync(CancellationToken cancellation)
    {
        if (Usable() is { } known)
        {
            return known;
        }

        await _running.WaitAsync(cancellation);
        try
        {
            // Somebody else may have asked while this one waited.
            if (Usable() is { } fresh)
            {
                return fresh;
            }

            var output = await ExecProcess.RunAsync(exec, ExecRequest.Write(settings, exec), time, cancellation);
            var reply = ExecReply.Parse(output, exec);
            Volatile.Write(ref _reply, reply);
            return reply.Credential;
        }
        finally
        {
            _running.Release();
        }
    }

    // Many requests may be refused at once: only the first of them throws away what all of them were sent with.
    public void Refuse(Credential credential)
    {
        if (Volatile.Read(ref _reply) is { } reply && ReferenceEquals(reply.Credential, credential))
        {
            Interlocked.CompareExchange(ref _reply, null, reply);
        }
    }

    public void LookAgain()
    {
        // A plugin says itself how long its answers hold.
    }

    public void Dispose() => _running.Dispose();

    // The time is the wall clock's, as in the reply. Where that clock is wrong, the server refuses and the plugin is asked again.
    private Credential? Usable() =>
        Volatile.Read(ref _reply) is { } reply && !(reply.Expires <= time.GetUtcNow()) ? reply.Credential : null;
}
