using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class ExecFieldsTests : IDisposable
{
    private const string Version = "apiVersion: client.authentication.k8s.io/v1";

    private readonly Place _place = new();

    public ExecFieldsTests() => _place.Script("login", "exit 0");

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_command_with_a_slash_starts_at_the_kubeconfig() =>
        Assert.Equal(_place.In("login"), Decode($"command: ./login, {Version}, interactiveMode: Never").Command);

    [Fact]
    public void A_bare_command_is_looked_for_on_the_PATH_and_nowhere_else()
    {
        Assert.Contains(
            "exec.command: no program \"login\" on the PATH; install it or correct the name",
            ErrorOf($"command: login, {Version}, interactiveMode: Never"),
            StringComparison.Ordinal);
        _place.With("early/login", "may not be run");
        _place.Script("bin/login", "exit 0");
        _place.Set("PATH", $".{Path.PathSeparator}{_place.In("early")}{Path.PathSeparator}{_place.In("bin")}");
        Assert.Equal(_place.In("bin/login"), Decode($"command: login, {Version}, interactiveMode: Never").Command);
    }

    [Fact]
    public void Where_to_get_the_program_is_told_without_what_a_terminal_would_obey()
    {
        const string Hint = "installHint: \"get it\\n\\e[31mthere\\u202e!\"";
        Assert.EndsWith(
            "exec.command: gone: no such program; get it  [31mthere !",
            ErrorOf($"command: ./gone, {Version}, interactiveMode: Never, {Hint}"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1", "interactiveMode: Never", null)]
    [InlineData("v1", "interactiveMode: IfAvailable", null)]
    [InlineData("v1", "env: []", "exec.interactiveMode: expected Never or IfAvailable")]
    [InlineData("v1", "interactiveMode: never", "exec.interactiveMode: expected Never or IfAvailable")]
    [InlineData("v1", "interactiveMode: Always", "exec.interactiveMode: Always: plugins are not given the terminal here; ")]
    [InlineData("v1beta1", "env: []", null)]
    [InlineData("v1beta1", "interactiveMode: x", "exec.interactiveMode: expected Never or IfAvailable")]
    [InlineData("v1alpha1", "interactiveMode: Never", "exec.apiVersion: client.authentication.k8s.io/v1alpha1 is no longer supported; ")]
    [InlineData("v2", "interactiveMode: Never", "exec.apiVersion: expected client.authentication.k8s.io/v1 or ")]
    [InlineData("v1", "interactiveMode: Never, env: [{value: 53237}]", "exec.env[0].name: the name of a variable is expected")]
    [InlineData("v1", "interactiveMode: Never, args: [53237]", "exec.args[0]: a string is expected; put the value in quotes")]
    [InlineData("v1", "interactiveMode: Never, command: ''", "exec.command: is missing")]
    public void Versions_modes_and_mistakes(string version, string fields, string? error)
    {
        var command = fields.Contains("command", StringComparison.Ordinal) ? "" : "command: ./login, ";
        var exec = $"{command}apiVersion: client.authentication.k8s.io/{version}, {fields}";
        if (error is null)
        {
            Assert.EndsWith(version, Decode(exec).ApiVersion, StringComparison.Ordinal);
            return;
        }

        Assert.Contains($": users[0].user.{error}", ErrorOf(exec), StringComparison.Ordinal);
        Assert.DoesNotContain("53237", ErrorOf(exec), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_stands_alone() => Assert.Contains(
        "users[0].user.exec: stands beside a token or a client certificate; keep one of them",
        _place.ErrorOf(Place.Kubeconfig(user: $"token: a\n    exec: {{command: ./login, {Version}, interactiveMode: Never}}")),
        StringComparison.Ordinal);

    private ExecSettings Decode(string exec) => _place.Settings(Place.Kubeconfig(user: $"exec: {{{exec}}}")).Credentials.Exec!;

    private string ErrorOf(string exec) => _place.ErrorOf(Place.Kubeconfig(user: $"exec: {{{exec}}}"));
}
