using System.Text;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Credentials in files or in the settings themselves.</summary>
internal sealed class StoredCredentials : ICredentialSource
{
    // Kubelet renews a token when a fifth of its life is left, 10 min at least. client-go reads it every minute, less 10 s of leeway.
    private static readonly TimeSpan TokenInterval = TimeSpan.FromSeconds(50);

    private readonly Reloaded<Secret>? _token;
    private readonly Reloaded<ClientCertificate>? _certificate;

    public StoredCredentials(Credentials credentials, TimeProvider time, Action<string> warn)
    {
        if (credentials.Token is { } token)
        {
            _token = new Reloaded<Secret>([token], contents => Token(contents[0], token.Name), TokenInterval, time, warn);
        }

        if (credentials.Certificate is { } pair)
        {
            _certificate = new Reloaded<ClientCertificate>(
                [pair.Certificate, pair.Key],
                contents => ClientCertificate.Parse(contents[0], contents[1], pair.Certificate.Name, pair.Key.Name),
                HandlerSwap.FileInterval,
                time,
                warn);
        }
    }

    public ValueTask<Credential> CurrentAsync(CancellationToken cancellation) => ValueTask.FromResult(Current());

    public Credential Current() => new(_token?.Current(), _certificate?.Current());

    public void Refuse(Credential credential)
    {
        if (credential.Token is not null)
        {
            _token?.Drop(credential.Token);
        }

        // A certificate is kept: a handshake without one would only fail in a less obvious way.
        _certificate?.LookAgain();
    }

    public void LookAgain() => _certificate?.LookAgain();

    private static Secret Token(byte[] content, string name)
    {
        var text = Encoding.UTF8.GetString(content).Trim();
        if (text.Length == 0)
        {
            throw new ConnectionException($"{name}: the token is empty");
        }

        // It becomes a header: what is no visible character would end it, or begin another.
        return text.All(c => c is > ' ' and <= '~')
            ? new Secret(text)
            : throw new ConnectionException($"{name}: not a token; it has characters that no header may have");
    }
}
