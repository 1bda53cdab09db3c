using System.Text;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Decodes who a kubeconfig says that somebody is. What is not supported is an error: nobody becomes somebody else here.</summary>
internal static class KubeconfigUser
{
    private static readonly string[] Impersonation = ["as", "as-uid", "as-groups", "as-user-extra"];

    /// <summary>The credentials of a user for a cluster.</summary>
    /// <param name="user">The user's entry.</param>
    /// <param name="cluster">The entry of the cluster, which may have something to tell a plugin.</param>
    /// <param name="server">Where they are sent to.</param>
    /// <param name="surroundings">For the search of plugins.</param>
    public static Credentials Decode(KubeconfigEntry user, KubeconfigEntry cluster, Uri server, Surroundings surroundings) =>
        user.File.Guard(() =>
        {
            Refuse(user);
            var exec = user.Value.Field("exec");
            var credentials = new Credentials
            {
                Token = Token(user),
                Certificate = Certificate(user),
                Exec = exec is null ? null : ExecFields.Decode(exec, user.File, cluster, surroundings),
            };
            if (exec is not null && (credentials.Token ?? credentials.Certificate?.Certificate) is not null)
            {
                throw user.Error("exec", "stands beside a token or a client certificate; keep one of them");
            }

            if (credentials != Credentials.None && server.Scheme != "https")
            {
                throw new BadInputException(
                    user.Value ?? user.Item, $"credentials are sent over https only, and the server is {server}; write https there");
            }

            return credentials;
        });

    private static void Refuse(KubeconfigEntry user)
    {
        if (user.Value.Field("auth-provider") is not null)
        {
            throw user.Error("auth-provider", "is no longer part of Kubernetes (since 1.26); use an exec plugin of your provider");
        }

        if (user.Value.Field("username") is not null || user.Value.Field("password") is not null)
        {
            throw user.Error("username", "API servers know no passwords since 1.19; use a token, a client certificate or a plugin");
        }

        if (Impersonation.FirstOrDefault(field => user.Value.Field(field) is not null) is { } impersonation)
        {
            throw user.Error(impersonation, "impersonation is not supported; name a user with the rights that are needed");
        }
    }

    private static ContentSource? Token(KubeconfigEntry user)
    {
        // As in client-go the file wins: it is what gets renewed.
        if (user.Text("tokenFile") is { } path)
        {
            return ContentSource.OfFile(user.File.Resolve(path), user.Setting("tokenFile"));
        }

        return user.Text("token") is { } token ? ContentSource.OfData(Encoding.UTF8.GetBytes(token), user.Setting("token")) : null;
    }

    private static CertificatePair? Certificate(KubeconfigEntry user)
    {
        var certificate = user.Content("client-certificate");
        var key = user.Content("client-key");
        return (certificate, key) switch
        {
            (null, null) => null,
            (not null, not null) => new CertificatePair(certificate, key),
            (null, _) => throw user.Error("client-certificate", "is missing beside client-key; give both or none"),
            _ => throw user.Error("client-key", "is missing beside client-certificate; give both or none"),
        };
    }
}
