using System.CommandLine;
using AdmissionGuard.Cli.Input;
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

        # As reports in the cluster, where OpenReports is installed; -o policyreport for the older kind
        admission-guard report --live -o openreports | kubectl apply -f -
        """;

    public static Command Create(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var space = CommonOptions.Text("--namespace", "NAMESPACE", "Only policies of this namespace", "-n");
        var blocks = CommonOptions.IpBlockMatchesPods(
            "Whether your CNI's ipBlock covers pod addresses (Calico: true, Cilium: false); left out, both are judged");
        var output = CommonOptions.Output(
            Format.Text<StoredReport>("text", StoredText.Write),
            Format.Json<StoredReport>("openreports", (json, report) => StoredReports.Write(json, report, ReportKind.OpenReports)),
            Format.Json<StoredReport>("policyreport", (json, report) => StoredReports.Write(json, report, ReportKind.PolicyReport)));
        var command = new Command("report", "Say what is wrong with the stored policies as they are.");
        cluster.AddTo(command);
        command.Options.Add(space);
        command.Options.Add(blocks);
        command.Options.Add(output);
        command.SetAction(result =>
        {
            var source = cluster.Read(result);
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
            result.GetRequiredValue(output).Print(terminal, new StoredReport([.. reviews]));
            Output.Remarks(terminal, reading.Notes);
            return ExitCode.Success;
        });
        return command;
    }
}
