using System.Text.RegularExpressions;

namespace AdmissionGuard.TestKit.Tests.Kubectl;

/// <summary>kubectl asks this server what it asked a real one, when the command is the same.</summary>
public sealed partial class RecordedRequestsTests
{
    [Theory]
    [InlineData("kubectl get networkpolicy -A")]
    [InlineData("kubectl get networkpolicy web -n shop -o yaml")]
    [InlineData("kubectl describe networkpolicy web -n shop")]
    [InlineData("kubectl delete -f a.yaml")]
    [InlineData("kubectl create -f a.yaml")]
    [InlineData("kubectl get events -n shop")]
    [InlineData("kubectl auth can-i create networkpolicies -n shop")]
    public async Task The_requests_of_a_command_are_those_recorded(string command)
    {
        var recorded = RequestsOf(command);
        await using var session = await KubectlSession.StartAsync();
        File.Copy(Recorded.PathOf("manifests", "a.yaml"), session.Home.PathOf("a.yaml"));
        session.Server.Store.PutNamespace("shop");
        if (!command.Contains("create -f", StringComparison.Ordinal))
        {
            session.Server.Store.Put(Some.Object(
                """
                {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"web","namespace":"shop"},
                 "spec":{"podSelector":{}}}
                """));
        }

        await session.PrintedAsync(command["kubectl ".Length..]);

        Assert.Equal(recorded.Order(StringComparer.Ordinal), Asked(session, 0).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("kubectl apply -f a.yaml", 0)]
    [InlineData("kubectl apply -f b.yaml", 0)]
    [InlineData("kubectl apply --server-side --force-conflicts -f a.yaml", 0)]
    [InlineData("kubectl apply --dry-run=server -f b.yaml", 0)]
    [InlineData("kubectl diff -f b.yaml", 1)]
    public async Task The_requests_of_a_change_to_what_was_applied_are_those_recorded(string command, int exitCode)
    {
        var recorded = RequestsOf(command);
        await using var session = await KubectlSession.StartAsync();
        File.Copy(Recorded.PathOf("manifests", "a.yaml"), session.Home.PathOf("a.yaml"));
        File.Copy(Recorded.PathOf("manifests", "b.yaml"), session.Home.PathOf("b.yaml"));
        session.Server.Store.PutNamespace("shop");
        await session.PrintedAsync("apply -f a.yaml");

        // The recorded commands ran with an empty cache, as each kubectl here has on its first command.
        Directory.Delete(session.Home.PathOf(".kube/cache"), recursive: true);
        var earlier = session.Server.Requests.All.Count;
        var result = await session.RunAsync(command["kubectl ".Length..]);

        Assert.True(result.ExitCode == exitCode, $"{command}: {result}");
        Assert.Equal(recorded.Order(StringComparer.Ordinal), Asked(session, earlier).Order(StringComparer.Ordinal));
    }

    // A kubectl that only dispatches asks for the version first.
    private static IEnumerable<string> Asked(KubectlSession session, int earlier) =>
        session.Server.Requests.All.Skip(earlier).Select(request => $"{request.Line} {request.Status}")
            .Where(line => !line.StartsWith("GET /version", StringComparison.Ordinal))
            .Select(line => Hash().Replace(line, "hash=..."));

    private static List<string> RequestsOf(string command)
    {
        var lines = File.ReadAllLines(Recorded.PathOf("kubectl", "requests-v1.36.txt"));
        return [.. lines.SkipWhile(line => line != $"### {command}").Skip(1)
            .TakeWhile(line => !line.StartsWith("###", StringComparison.Ordinal))
            .Select(line => Line().Match(line))
            .Select(match => $"{match.Groups["verb"]} {match.Groups["url"]} {match.Groups["status"]}")];
    }

    [GeneratedRegex("^verb=\"(?<verb>[A-Z]+)\" url=\"(?<url>[^\"]+)\" status=\"(?<status>[0-9]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex("hash=[0-9A-F]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hash();
}
