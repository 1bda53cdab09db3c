using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>The well-known recipes, enforced by the stand-in CNI: each connection several times, ✓, ✗ or ~, and the verdict.</summary>
public sealed class RecipeTests
{
    private const int Times = 3;

    [Fact]
    public async Task Every_recipe_does_on_the_wire_what_its_description_says()
    {
        Machine.NeedsNamespaces();
        Repository.Corpus("recipes");
        var seen = new ConcurrentDictionary<string, string[]>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Recipe.All, parallel, async (recipe, cancellation) => seen[recipe.File] = await RunAsync(recipe, cancellation));
        Assert.Equal(
            Recipe.All.SelectMany(recipe => (string[])[.. recipe.Connections, $"{recipe.File}: {recipe.Right}"]),
            Recipe.All.SelectMany(recipe => seen[recipe.File]));
    }

    [Fact]
    public void No_recipe_is_left_out() => Assert.Equal(
        Directory.EnumerateFiles(Repository.Corpus("recipes"), "*.yml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        Recipe.All.Select(recipe => recipe.File).Order(StringComparer.Ordinal));

    private static async Task<string[]> RunAsync(Recipe recipe, CancellationToken cancellation)
    {
        var manifests = ManifestReader.Read([Repository.Corpus($"recipes/{recipe.File}.yml")], ManifestUse.Cluster, Stream.Null).State;
        Namespace[] namespaces = [.. manifests.Namespaces.Concat(recipe.Pods.Select(pod => Namespace.Named(pod.Key.Namespace))).DistinctBy(space => space.Name)];
        using var cluster = TestCluster.Build(2, recipe.Pods);
        var cni = new StandInCni(cluster, namespaces);
        var wire = new LocalWire(cluster.Options, TimeProvider.System);
        var enactment = await Enactment.OfAsync(
            cluster, namespaces, manifests.Policies, wire, () => cni.Apply(manifests.Policies, StandInMode.Enforces), TimeSpan.Zero, recipe.Right, cancellation);
        var rounds = new List<IReadOnlyList<Observation>>();
        for (var i = 0; i < Times; i++)
        {
            rounds.Add(await wire.RunRoundAsync([.. recipe.Connections.Select(connection => Probe(connection, cluster))], i, cancellation));
        }

        return
        [
            .. recipe.Connections.Select((connection, i) => $"{Sign([.. rounds.Select(round => round[i].Outcome).Distinct()])}{connection[1..]}"),
            $"{recipe.File}: {enactment.Trial.Verdict}{(enactment.Trial.Verdict == recipe.Right ? "" : $" ({string.Join("; ", enactment.Trial.Reasons)})")}",
        ];
    }

    private static Probe Probe(string connection, TestCluster cluster)
    {
        var words = connection.Split(' ');
        return SomeProbe.Of() with
        {
            Source = cluster[words[1]].End,
            Destination = cluster[words[3]].End,
            Protocol = Protocols.Parse(words[4])!.Value,
            Port = int.Parse(words[5]),
        };
    }

    private static char Sign(Outcome[] outcomes) => outcomes switch
    {
        [Outcome.Arrived] => '✓',
        [Outcome.Blocked] => '✗',
        _ => '~',
    };
}
