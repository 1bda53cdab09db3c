using System.Collections.Immutable;
using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Contracts;

namespace AdmissionGuard.Cli.Tests;

/// <summary>
/// A case of a rule, in a folder: <c>cluster.yaml</c>, what is done to it (<c>change.yaml</c>, <c>delete.txt</c> with a <c>namespace/name</c>
/// on each line, or both), where the rule needs one <c>contract.yaml</c>, and <c>expected.txt</c> with what the review says.
/// </summary>
internal sealed record RuleFixture(string Folder)
{
    public const string NearMiss = "near-miss-";

    private static readonly string[] Files = ["cluster.yaml", "change.yaml", "delete.txt", "contract.yaml", "expected.txt"];

    public static string Root => Repository.Fixtures("rules");

    public string Case { get; } = Path.GetFileName(Folder);

    public string Rule { get; } = Path.GetFileName(Path.GetDirectoryName(Folder)!);

    public bool IsNearMiss => Case.StartsWith(NearMiss, StringComparison.Ordinal);

    public string ExpectedFile => Path.Combine(Folder, "expected.txt");

    public static IEnumerable<RuleFixture> All() =>
        Directory.GetDirectories(Root).SelectMany(Directory.GetDirectories).Order(StringComparer.Ordinal).Select(folder => new RuleFixture(folder));

    /// <summary>Files that belong to no case, and cases without a cluster or a change.</summary>
    public static IEnumerable<string> Orphans()
    {
        var cases = All().ToList();
        var known = cases.SelectMany(item => Files.Select(file => Path.Combine(item.Folder, file))).ToHashSet(StringComparer.Ordinal);
        var surplus = Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Where(file => !known.Contains(file));
        var incomplete = cases.Where(item => !File.Exists(item.In("cluster.yaml")) || (!File.Exists(item.In("change.yaml")) && !File.Exists(item.In("delete.txt"))));
        return surplus.Concat(incomplete.Select(item => item.Folder)).Select(path => Path.GetRelativePath(Root, path));
    }

    public ChangeSetReview Review()
    {
        var (state, changes, configuration) = Read();
        return Reviewer.Review(state, changes, configuration);
    }

    /// <summary>The findings that carry a patch.</summary>
    public IEnumerable<PatchedFinding> Patched() => Review().Reviews
        .SelectMany(review => review.Findings.Where(finding => finding.Fix is not null).Select(finding => new PatchedFinding(review.Policy, finding)));

    /// <summary>The cluster, and what is done to it.</summary>
    public (ClusterState State, ImmutableArray<PolicyChange> Changes, GuardConfiguration Configuration) Read()
    {
        var cluster = Manifests.Cluster(In("cluster.yaml"));
        var change = File.Exists(In("change.yaml")) ? Manifests.Change(In("change.yaml")) : ClusterState.Empty;
        var deleted = File.Exists(In("delete.txt")) ? File.ReadAllLines(In("delete.txt")) : [];
        var changes = ChangeSet.Of(cluster, change.Policies, deleted.Where(line => line.Length > 0).Select(Key), replace: false);
        var contract = File.Exists(In("contract.yaml")) ? ContractReader.Read(File.ReadAllBytes(In("contract.yaml")), "contract.yaml") : null;
        return (ChangeSet.With(cluster, change), changes, GuardConfiguration.Default with { Contract = contract });
    }

    /// <summary>A review in the words of <c>expected.txt</c>.</summary>
    public static string Describe(ChangeSetReview set)
    {
        var text = new StringBuilder().Append(set.Verdict.Name()).Append('\n');
        foreach (var review in set.Reviews)
        {
            text.Append('\n').Append($"{review.Operation.Name()} {review.Policy}: {review.Verdict.Name()}").Append('\n');
            foreach (var finding in review.Findings)
            {
                var curable = finding.IsCurable ? " curable" : "";
                text.Append($"{finding.Rule} {finding.Action.Name()}{curable} {finding.Field}: {finding.Message}").Append('\n');
                text.Append("  ").Append(finding.Remediation).Append('\n');
                text.Append(finding.Fix is { } fix ? $"  patch {fix.Patch}\n" : "");
            }
        }

        Append(text, "lost", set.Effect.Lost);
        Append(text, "gained", set.Effect.Gained);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, IReadOnlyCollection<WorkloadConnection> connections)
    {
        text.Append(connections.Count > 0 ? $"\n{title}\n" : "");
        foreach (var connection in connections)
        {
            var partly = connection.IsPartial ? " partly" : "";
            text.Append($"  {connection.From} -> {connection.To}: {string.Join(", ", connection.Connections.ToList())}{partly}").Append('\n');
        }
    }

    private static ObjectKey Key(string line) => line.Split('/') is [var space, var name] ? new ObjectKey(space, name) : throw new FormatException(line);

    private string In(string file) => Path.Combine(Folder, file);

    public override string ToString() => $"{Rule}/{Case}";
}

/// <summary>A finding that carries a patch.</summary>
/// <param name="Policy">The policy that it is of.</param>
/// <param name="Finding">The finding.</param>
internal sealed record PatchedFinding(ObjectKey Policy, Finding Finding);
