using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Access;

/// <summary>Who asks: by bearer token, or by a client certificate of the server's authority.</summary>
/// <param name="authorityPem">The root that client certificates must come from.</param>
/// <param name="time">Tells which certificates are valid.</param>
public sealed class Authentication(string authorityPem, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ApiUser> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ApiUser?> _certificates = new(StringComparer.Ordinal);

    /// <summary>Makes a token known, or gives it to another user.</summary>
    public void AddToken(string token, ApiUser user) => _tokens[token] = user;

    /// <summary>Makes a token unknown from the next request on.</summary>
    public void RemoveToken(string token) => _tokens.TryRemove(token, out _);

    /// <summary>The user who sent a request; null for a stranger.</summary>
    internal ApiUser? Identify(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return _tokens.GetValueOrDefault(header["Bearer ".Length..].Trim());
        }

        return context.Connection.ClientCertificate is { } certificate ? FromCertificate(certificate) : null;
    }

    // The API server looks at the certificate on every request: one that expires meanwhile is no good on a kept connection either.
    private ApiUser? FromCertificate(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var isValid = now >= certificate.NotBefore.ToUniversalTime() && now <= certificate.NotAfter.ToUniversalTime();
        return isValid ? _certificates.GetOrAdd(certificate.Thumbprint, _ => Verify(certificate)) : null;
    }

    private ApiUser? Verify(X509Certificate2 certificate)
    {
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        if (!chain.Build(certificate))
        {
            return null;
        }

        var parts = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Select(part => (Oid: part.GetSingleElementType().Value, Value: part.GetSingleElementValue() ?? ""))
            .ToList();
        var name = parts.FirstOrDefault(part => part.Oid == "2.5.4.3").Value;
        if (name is null)
        {
            return null;
        }

        var user = new ApiUser(name, [.. parts.Where(part => part.Oid == "2.5.4.10").Select(part => part.Value)]);
        return user.WithCredential($"X509SHA256={certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()}");
    }
}
