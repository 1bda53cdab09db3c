using System.CommandLine;
using AdmissionGuard.Cli.Html;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Cli.Rendering.Graphs;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>diff</c>: compares who may talk to whom in two states.</summary>
internal static class DiffCommand
{
    public const string Examples =
        """
        # What differs between two checkouts
        admission-guard diff --before main/ --after branch/

        # In a script: exit code 1 when any connection differs
        admission-guard diff --before main/ --after branch/ --exit-code > /dev/null
        """;

    public static Command Create(Terminal terminal)
    {
        var before = CommonOptions.Paths(
            "--before", "The one state: a file, a directory (recursively) or - for standard input; may be repeated");
        var after = CommonOptions.Paths("--after", "The other state, given likewise");
        var exitCode = CommonOptions.Flag("--exit-code", "Exit with 1 when the states differ");
        var self = CommonOptions.Flag("--include-self", "Compare connections between pods of one workload too");
        var blocks = CommonOptions.IpBlockMatchesPods();
        var output = CommonOptions.Output(
            Format.Text<DiffReport>("text", DiffText.Write),
            Format.Json<DiffReport>("json", DiffJson.Write),
            Format.Text<DiffReport>("dot", (page, report) => DotGraph.Write(page, GraphEdge.Of(report))),
            Format.Text<DiffReport>("csv", Csv.Write),
            new Format<DiffReport>("mermaid", (to, report) => MermaidGraph.Print(to, GraphEdge.Of(report))),
            Format.Text<DiffReport>("html", DiffHtml.Write));
        var command = new Command("diff", "List lost, gained and changed connections between two states.")
        {
            before, after, exitCode, self, blocks, output,
        };
        command.SetAction(result =>
        {
            var (olds, news) = (result.GetRequiredValue(before), result.GetRequiredValue(after));
            StandardInput.RequireOnce(olds.Concat(news));

            // Two checkouts are mostly the same files.
            var cache = new ManifestCache();
            var old = ManifestReader.Read(olds, ManifestUse.Cluster, terminal.Input, cache);
            var now = ManifestReader.Read(news, ManifestUse.Cluster, terminal.Input, cache);
            var options = new ConnectionOptions
            {
                IpBlockMatchesPods = result.GetValue(blocks) ?? false,
                IncludeSelf = result.GetValue(self),
            };
            var left = Clusters.Index(old.State, options.IpBlockMatchesPods);
            var right = Clusters.Index(now.State, options.IpBlockMatchesPods);
            var changes = ConnectionDiff.Compare(left, right, options);
            var report = new DiffReport(changes, left, right, options, [.. old.Notes, .. now.Notes]);
            result.GetRequiredValue(output).Print(terminal, report);
            Output.Remarks(terminal, report.Notes);
            return result.GetValue(exitCode) && !changes.IsEmpty ? ExitCode.Objection : ExitCode.Success;
        });
        return command;
    }
}
