using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>Our connections and differences against those of netpol-analyzer, in complete sets.</summary>
public sealed class NpGuardTests
{
    private const string ConnectionsSuffix = ".connections.txt";
    private const string DiffSuffix = ".diff.txt";

    [Fact]
    public void Connections_agree_in_every_example()
    {
        var names = Names(ConnectionsSuffix);
        Assert.NotEmpty(names);
        Assert.Multiple([.. names.Select(name => (Action)(() => ConnectionsAgree(name)))]);
    }

    [Fact]
    public void Differences_agree_in_every_example()
    {
        var names = Names(DiffSuffix);
        Assert.NotEmpty(names);
        Assert.Multiple([.. names.Select(name => (Action)(() => DifferencesAgree(name)))]);
    }

    [Fact]
    public void Every_example_is_used()
    {
        var used = Names(ConnectionsSuffix).Concat(Names(DiffSuffix).SelectMany(name => name.Split("_and_")));
        var examples = Directory.GetDirectories(Repository.Corpus("np-guard", "tests")).Select(folder => Path.GetFileName(folder)!);
        Assert.Empty(examples.Except(used, StringComparer.Ordinal));
    }

    private static void ConnectionsAgree(string name)
    {
        var state = State(name);
        var ours = Answers.Of(ConnectionMap.List(Manifests.Index(state), new ConnectionOptions()));
        var theirs = NpGuardFile.Connections(Repository.Corpus("np-guard", name + ConnectionsSuffix));
        Agree(name, theirs, ours, NotJudged(state));
    }

    private static void DifferencesAgree(string name)
    {
        var (after, before) = name.Split("_and_") is [var first, var second] ? (State(first), State(second)) : throw new FormatException(name);
        var ours = Answers.Of(ConnectionDiff.Compare(Manifests.Index(before), Manifests.Index(after), new ConnectionOptions()));
        var theirs = NpGuardFile.Diff(Repository.Corpus("np-guard", name + DiffSuffix));
        Agree(name, theirs, ours, NotJudged(before).Union(NotJudged(after)).ToHashSet(StringComparer.Ordinal));
    }

    private static void Agree(string name, Answers theirs, Answers ours, IReadOnlySet<string> leftOut)
    {
        var (expected, actual) = (theirs.Without(leftOut).Lines(), ours.Without(leftOut).Lines());
        var missing = expected.Except(actual, StringComparer.Ordinal).Select(line => $"missing: {line}");
        var surplus = actual.Except(expected, StringComparer.Ordinal).Select(line => $"surplus: {line}");
        var differing = missing.Concat(surplus).ToList();
        Assert.True(differing.Count == 0, $"{name}, {expected.Count} lines expected, {differing.Count} differ:\n{string.Join('\n', differing.Take(40))}");
        Assert.Equal(expected.Count, actual.Count);
    }

    // netpol-analyzer knows neither hostNetwork nor pods that have ended, and takes both for pods like any other.
    private static HashSet<string> NotJudged(ClusterState state) => state.Pods.GroupBy(pod => pod.Workload)
        .Where(pods => pods.All(pod => pod.HostNetwork || pod.IsTerminal)).Select(pods => pods.Key.ToString()).ToHashSet(StringComparer.Ordinal);

    private static ClusterState State(string name) => Manifests.Cluster(Repository.Corpus("np-guard", "tests", name));

    private static List<string> Names(string suffix) =>
        [.. Directory.GetFiles(Repository.Corpus("np-guard"), $"*{suffix}").Select(file => Path.GetFileName(file)[..^suffix.Length]).Order(StringComparer.Ordinal)];
}
