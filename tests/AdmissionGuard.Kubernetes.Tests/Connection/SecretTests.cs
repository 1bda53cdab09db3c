using System.Text;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>Whatever is wrong with a kubeconfig, and whatever is printed of it, none of its secrets is.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "s3cr3tw0rd";
    private const string Characters = "\n :-{}[],#&*!|>'\"%@`\\0é\0";

    private static readonly string Data = Convert.ToBase64String(Encoding.UTF8.GetBytes($"x{Secret}"));

    private readonly Place _place = new();

    public void Dispose() => _place.Dispose();

    public static TheoryData<string> Users() =>
    [
        $"token: {Secret}",
        $"username: me\n    password: {Secret}",
        $"client-certificate-data: {Data}\n    client-key-data: {Data}",
        $"exec:\n      command: ./login\n      apiVersion: client.authentication.k8s.io/v1\n      interactiveMode: Never\n"
            + $"      args: [--secret, {Secret}]\n      env: [{{name: A, value: {Secret}}}]",
        $"auth-provider: {{name: oidc, config: {{id-token: {Secret}}}}}",
    ];

    [Theory]
    [MemberData(nameof(Users))]
    public void No_mutation_of_a_kubeconfig_makes_a_message_tell_a_secret(string user)
    {
        _place.Script("login", "exit 0");
        var text = Place.Kubeconfig($"proxy-url: http://me:{Secret}@proxy:3128", user);

        // All edits of one character near a secret: what is found today is found tomorrow.
        var edits = Enumerable.Range(0, text.Length).Where(at => IsNear(text, at)).SelectMany(at => Characters
            .SelectMany(c => new[] { text.Insert(at, c.ToString()), text.Remove(at, 1).Insert(at, c.ToString()) })
            .Append(text.Remove(at, 1)));
        foreach (var edited in edits)
        {
            Assert.DoesNotContain(Secret, Told(edited), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Users))]
    public void Nothing_prints_a_secret(string user) =>
        Assert.DoesNotContain(
            Secret, Told(Place.Kubeconfig($"proxy-url: http://me:{Secret}@proxy:3128", user)), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_secret_is_printed()
    {
        var settings = _place.Settings(Place.Kubeconfig("proxy-url: http://me:x@proxy:3128\n    tls-server-name: kubernetes", "token: x"));
        Assert.Equal(
            "https://cluster.example:6443/ from config, context \"main\"; context: main; namespace: default; "
            + "tls-server-name: kubernetes; proxy: http://proxy:3128/ with a login, [redacted]; "
            + "credentials: token config: users[0].user.token",
            _place.Without(settings.ToString()).Replace(_place.In(""), "", StringComparison.Ordinal));
    }

    // On a line with a secret, or at the end of the line above it.
    private static bool IsNear(string text, int at)
    {
        var start = text.LastIndexOf('\n', at) + 1;
        var end = text.IndexOf('\n', start);
        var line = end < 0 ? text[start..] : text[start..end];
        return line.Contains(Secret, StringComparison.Ordinal) || line.Contains(Data, StringComparison.Ordinal);
    }

    // All that people get to see.
    private string Told(string kubeconfig)
    {
        try
        {
            var settings = _place.Settings(kubeconfig);
            var told = $"{settings} {settings.Credentials} {settings.Credentials.Exec} {settings.Proxy} {settings with { Context = "x" }}";
            using var client = ApiClient.Open(settings, TimeProvider.System);
            return told;
        }
        catch (ConnectionException e)
        {
            return e.ToString();
        }
    }
}
