using System.CommandLine;
using AdmissionGuard.Cli.Html;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Cli.Rendering.Graphs;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>connections</c>: lists who may talk to whom.</summary>
internal static class ConnectionsCommand
{
    public const string Examples =
        """
        # Who may talk to whom, in the whole cluster or around one namespace
        admission-guard connections --cluster cluster.json
        admission-guard connections --cluster cluster.json -n shop

        # Straight from a live cluster
        admission-guard connections --context staging
        """;

    public static Command Create(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var space = CommonOptions.Text("--namespace", "NAMESPACE", "Only connections with an end in this namespace", "-n");
        var self = CommonOptions.Flag("--include-self", "List connections between pods of one workload too");
        var blocks = CommonOptions.IpBlockMatchesPods();
        var output = CommonOptions.Output(
            Format.Text<ConnectionsReport>("text", ConnectionsText.Write),
            Format.Json<ConnectionsReport>("json", ConnectionsJson.Write),
            Format.Text<ConnectionsReport>("dot", (page, report) => DotGraph.Write(page, GraphEdge.Of(report))),
            Format.Text<ConnectionsReport>("csv", Csv.Write),
            new Format<ConnectionsReport>("mermaid", (to, report) => MermaidGraph.Print(to, GraphEdge.Of(report))),
            Format.Text<ConnectionsReport>("html", ConnectionsHtml.Write));
        var contract = CommonOptions.Flag("--as-contract", "Print them as a connectivity contract for 'review --contract', to be trimmed");
        var command = new Command("connections", "List every allowed connection between workloads and external addresses.");
        cluster.AddTo(command);
        command.Options.Add(space);
        command.Options.Add(self);
        command.Options.Add(blocks);
        command.Options.Add(output);
        command.Options.Add(contract);
        command.SetAction(result =>
        {
            if (result.GetValue(contract) && result.GetResult(output) is { Implicit: false })
            {
                throw new UsageException("--as-contract and --output exclude each other: a contract is YAML");
            }

            var source = cluster.Read(result);
            StandardInput.RequireOnce(source.Paths);
            var reading = source.Load(terminal).Reading;
            var options = new ConnectionOptions
            {
                IpBlockMatchesPods = result.GetValue(blocks) ?? false,
                IncludeSelf = result.GetValue(self),
                Namespace = result.GetValue(space),
            };
            var index = Clusters.Index(reading.State, options.IpBlockMatchesPods);
            if (options.Namespace is { } name && index.Find(name) is null)
            {
                var hint = NearNames.Hint(name, index.Namespaces.Select(entry => entry.Name));
                throw new UsageException($"--namespace {name}: the cluster has no such namespace{hint}");
            }

            var report = new ConnectionsReport(ConnectionMap.List(index, options), index, options, [.. reading.Notes]);
            var format = result.GetValue(contract) ? Format.Text<ConnectionsReport>("contract", ContractText.Write) : result.GetRequiredValue(output);
            format.Print(terminal, report);
            Output.Remarks(terminal, report.Notes);
            return ExitCode.Success;
        });
        return command;
    }
}
