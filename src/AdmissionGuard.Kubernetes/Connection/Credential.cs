namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>What a request is sent with.</summary>
/// <param name="token">A bearer token; null for none.</param>
/// <param name="certificate">A client certificate; null for none.</param>
internal sealed class Credential(Secret? token, ClientCertificate? certificate)
{
    public Secret? Token { get; } = token;

    public ClientCertificate? Certificate { get; } = certificate;

    /// <summary>Whether a server would see no difference.</summary>
    public bool IsSameAs(Credential other) =>
        Token?.Reveal() == other.Token?.Reveal() && ReferenceEquals(Certificate, other.Certificate);
}

/// <summary>Where credentials come from. For several threads at once.</summary>
internal interface ICredentialSource
{
    /// <summary>What to send a request with now.</summary>
    /// <exception cref="ConnectionException">There is nothing to send it with.</exception>
    ValueTask<Credential> CurrentAsync(CancellationToken cancellation);

    /// <summary>The server does not know who sends this: it is not used again if there is another to be had.</summary>
    void Refuse(Credential credential);

    /// <summary>A connection failed, and what it was made with may be out of date.</summary>
    void LookAgain();
}
