using System.Globalization;
using System.Text.Json.Nodes;

namespace AdmissionGuard.Webhook.Tests.Deploy;

/// <summary>Where the certificate comes from, and who trusts it.</summary>
public sealed class CertificatesTests
{
    private const string Injection = "cert-manager.io/inject-ca-from";

    [Theory]
    [InlineData(Installation.Standard)]
    [InlineData(Installation.Fail)]
    public async Task Cert_manager_makes_what_is_mounted_and_injects_what_it_was_signed_by(string overlay)
    {
        var manifests = await Installation.RenderAsync(overlay);
        var annotation = (string)manifests.One("ValidatingWebhookConfiguration")["metadata"]!["annotations"]![Injection]!;
        var leaf = manifests.One("Certificate", annotation.Split('/')[1]);
        var asked = manifests.Webhook["clientConfig"]!["service"]!;

        Assert.Equal($"{leaf["metadata"]!["namespace"]}/{Manifests.NameOf(leaf)}", annotation);
        Assert.Equal((string?)manifests.Volume("secret").Source["secretName"], (string?)leaf["spec"]!["secretName"]);
        Assert.Contains($"{asked["name"]}.{asked["namespace"]}.svc", Manifests.Texts(leaf["spec"]!["dnsNames"]));
        Assert.Equal(["server auth"], Manifests.Texts(leaf["spec"]!["usages"]));
        Assert.Null(manifests.Webhook["clientConfig"]!["caBundle"]);
    }

    [Fact]
    public async Task The_certificate_is_signed_by_a_root_of_its_own_that_keeps_its_key_and_outlives_it()
    {
        var manifests = await Installation.RenderAsync(Installation.Standard);
        var leaf = manifests.One("Certificate", "admission-guard-tls")["spec"]!;
        var issuer = manifests.One("Issuer", (string)leaf["issuerRef"]!["name"]!);
        var root = manifests.Objects.Single(value => Manifests.Kind(value) == "Certificate"
            && (string?)value["spec"]!["secretName"] == (string?)issuer["spec"]!["ca"]!["secretName"])["spec"]!;

        Assert.True((bool?)root["isCA"]);
        Assert.Equal("Never", (string?)root["privateKey"]!["rotationPolicy"]);
        Assert.NotNull(manifests.One("Issuer", (string)root["issuerRef"]!["name"]!)["spec"]!["selfSigned"]);
        Assert.All((JsonNode[])[leaf["issuerRef"]!, root["issuerRef"]!], reference =>
            Assert.Equal(("Issuer", "cert-manager.io"), ((string)reference["kind"]!, (string)reference["group"]!)));
        Assert.True(Hours(root["renewBefore"]) > Hours(leaf["duration"]));
        Assert.True(Hours(leaf["renewBefore"]) < Hours(leaf["duration"]));
    }

    [Fact]
    public async Task With_a_pair_of_ones_own_the_API_server_trusts_the_root_that_was_made_and_nothing_of_cert_manager_is_left()
    {
        using var installation = Installation.Copy();
        var manifests = await installation.RenderedAsync(Installation.SelfSigned);
        var secret = manifests.One("Secret", (string)manifests.Volume("secret").Source["secretName"]!);
        var root = Convert.FromBase64String(Compact(secret["data"]!["ca.crt"]));

        Assert.Equal("kubernetes.io/tls", (string?)secret["type"]);
        Assert.Equal(["ca.crt", "tls.crt", "tls.key"], secret["data"]!.AsObject().Select(pair => pair.Key).Order());
        var file = installation.PathOf(Installation.SelfSigned, "ca.crt");
        Assert.Equal(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), root);
        Assert.Equal(root, Convert.FromBase64String(Compact(manifests.Webhook["clientConfig"]!["caBundle"])));
        Assert.Null(manifests.One("ValidatingWebhookConfiguration")["metadata"]!["annotations"]);
        Assert.DoesNotContain(manifests.Objects, value => Manifests.Kind(value) is "Issuer" or "Certificate");
    }

    private static int Hours(JsonNode? duration) => int.Parse(((string)duration!).TrimEnd('h'), CultureInfo.InvariantCulture);

    private static string Compact(JsonNode? base64) => ((string)base64!).Replace("\n", "", StringComparison.Ordinal);
}
