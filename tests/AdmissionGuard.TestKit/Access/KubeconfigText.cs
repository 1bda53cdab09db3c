using System.Text;
using AdmissionGuard.TestKit.Certificates;

namespace AdmissionGuard.TestKit.Access;

/// <summary>Writes kubeconfig files.</summary>
internal static class KubeconfigText
{
    public static string Of(string url, string caPem, ApiUser user, IssuedCertificate? certificate, string @namespace)
    {
        var credentials = certificate is null
            ? $"    token: {user.Token}"
            : $"    client-certificate-data: {Encoded(certificate.Pem)}\n    client-key-data: {Encoded(certificate.KeyPem)}";
        return $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: test
              cluster:
                server: {url}
                certificate-authority-data: {Encoded(caPem)}
            users:
            - name: "{user.Name}"
              user:
            {credentials}
            contexts:
            - name: test
              context:
                cluster: test
                user: "{user.Name}"
                namespace: {@namespace}
            current-context: test

            """;
    }

    private static string Encoded(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
