using System.CommandLine;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Publishing;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Cli.Rendering.Reports;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>report</c>: says what is wrong with the policies that are stored.</summary>
internal static class ReportCommand
{
    public const string Examples =
        """
        # What is wrong with the policies of a cluster, without any change
        admission-guard report --live

        # The same as reports in the cluster: OpenReports where it is installed, else PolicyReports
        admission-guard report --live --publish
        """;

    public static Command Create(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var space = CommonOptions.Text("--namespace", "NAMESPACE", "Only policies of this namespace", "-n");
        var blocks = CommonOptions.IpBlockMatchesPods(
            "Whether your CNI's ipBlock covers pod addresses (Calico: true, Cilium: false); left out, both are judged");
        var output = CommonOptions.Output(
            Format.Text<StoredReport>("text", StoredText.Write),
            Format.Json<StoredReport>("json", StoredJson.Write),
            Format.Json<StoredReport>("openreports", (json, report) => StoredReports.Write(json, report, ReportKind.OpenReports)),
            Format.Json<StoredReport>("policyreport", (json, report) => StoredReports.Write(json, report, ReportKind.PolicyReport)));
        var publish = CommonOptions.Flag("--publish", "Write the report into the live cluster: as OpenReports where it knows them, else as PolicyReports");
        var command = new Command("report", "Say what is wrong with the stored policies as they are.");
        cluster.AddTo(command);
        command.Options.Add(space);
        command.Options.Add(blocks);
        command.Options.Add(publish);
        command.Options.Add(output);
        command.SetAction(result =>
        {
            var source = cluster.Read(result);
            var isPublished = result.GetValue(publish);
            if (isPublished)
            {
                RequireLive(source, result.GetResult(output) is { Implicit: false });
            }

            StandardInput.RequireOnce(source.Paths);
            var reading = source.Load(terminal).Reading;
            var name = result.GetValue(space);
            if (name is not null && reading.State.Namespaces.All(known => known.Name != name))
            {
                var hint = NearNames.Hint(name, reading.State.Namespaces.Select(known => known.Name));
                throw new UsageException($"--namespace {name}: the cluster has no such namespace{hint}");
            }

            var configuration = GuardConfiguration.Default with { IpBlockMatchesPods = result.GetValue(blocks) };
            var reviews = StoredPolicies.Review(reading.State, configuration)
                .Where(review => name is null || review.Policy.Namespace == name);
            var report = new StoredReport([.. reviews]);
            if (isPublished)
            {
                Publish(terminal, source, report, name);
            }
            else
            {
                result.GetRequiredValue(output).Print(terminal, report);
            }

            Output.Remarks(terminal, reading.Notes);
            return ExitCode.Success;
        });
        return command;
    }

    private static void RequireLive(ClusterSource source, bool isFormatGiven)
    {
        if (source.Paths.Count > 0)
        {
            throw new UsageException("--publish writes into a live cluster: give --live, --kubeconfig FILE or --context NAME in place of --cluster");
        }

        if (isFormatGiven)
        {
            throw new UsageException("--publish and --output exclude each other: the report is either written into the cluster or printed");
        }
    }

    private static void Publish(Terminal terminal, ClusterSource source, StoredReport report, string? place)
    {
        using var client = source.Open(terminal);

        // A command does one thing after the other, and there is no other thing to do meanwhile.
        var published = Publication.WriteAsync(client, report, place, terminal.Time).GetAwaiter().GetResult();
        Output.Text(terminal, page => page.Line(published.ToString()));
    }
}
