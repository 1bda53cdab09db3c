namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Who to be at the API server, as settings say it. Printing it shows no secret.</summary>
public sealed record Credentials
{
    /// <summary>Nobody: the server knows such requests as <c>system:anonymous</c>.</summary>
    public static Credentials None { get; } = new();

    /// <summary>A bearer token, or a file that holds one and may get another.</summary>
    public ContentSource? Token { get; init; }

    /// <summary>A client certificate with its key.</summary>
    public CertificatePair? Certificate { get; init; }

    /// <summary>A program that is asked for credentials.</summary>
    public ExecSettings? Exec { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", new[]
    {
        Token is null ? null : $"token {Token.Name}",
        Certificate is null ? null : $"client certificate {Certificate.Certificate.Name}",
        Exec is null ? null : $"exec {Exec}",
    }.OfType<string>().DefaultIfEmpty("none"));
}

/// <summary>A client certificate, with intermediates if need be, and its key; both as PEM.</summary>
public sealed record CertificatePair(ContentSource Certificate, ContentSource Key);
