namespace AdmissionGuard.Cli.Tests.Formats;

/// <summary>Changes to the small shop, reviewed in one format after the other.</summary>
public sealed class ReviewedShop : IDisposable
{
    /// <summary>As long as the name of a NetworkPolicy may be, and with every character that it may have.</summary>
    public static readonly string LongestName = "0a-9.z" + new string('x', 246) + "0";

    private readonly CommandRun _run = new();

    public ReviewedShop() => Cluster = File("cluster.yaml", ShopManifests.Shop);

    public string Cluster { get; }

    /// <summary>A policy at each of whose peers there is a flaw.</summary>
    public static string PolicyWithFlaws(int flaws, string name = "open") =>
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\n"
        + "spec:\n  podSelector: {matchLabels: {app: web}}\n  ingress:\n  - from:\n"
        + string.Concat(Enumerable.Repeat("    - namespaceSelector: {}\n", flaws));

    public string File(string name, string content) => _run.File(name, content);

    public string At(string name) => _run.At(name);

    /// <summary>What a review prints.</summary>
    public string Review(string format, params string[] arguments) => Run([.. arguments, "-o", format]).Output;

    internal CommandResult Run(params string[] arguments) => _run.Run(["review", "--cluster", Cluster, .. arguments]);

    internal CommandResult Command(params string[] arguments) => _run.Run(arguments);

    public void Dispose() => _run.Dispose();
}
