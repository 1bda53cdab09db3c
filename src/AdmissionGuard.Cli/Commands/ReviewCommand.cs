using System.CommandLine;
using AdmissionGuard.Cli.Html;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Cli.Rendering.Markdown;
using AdmissionGuard.Cli.Rendering.Sarif;
using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Contracts;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>review</c>: judges a change against a cluster.</summary>
internal static class ReviewCommand
{
    public const string Examples =
        """
        # Judge a directory as one change; exit code 1 when it would be denied
        admission-guard review --cluster cluster.json --change policies/

        # What Helm renders, against the cluster as it is
        helm template shop | admission-guard review --cluster dump/ --change -

        # Against the live cluster of a context
        admission-guard review --context staging --change policies/

        # Write the manifests with what can be corrected corrected
        admission-guard review --cluster dump/ --change policies/ --fix corrected/

        # Delete a policy; fail on warnings too
        admission-guard review --cluster dump/ --delete shop/web --fail-on warn
        """;

    public static Command Create(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var change = new ChangeOptions();
        var contract = CommonOptions.Text("--contract", "FILE", "What must be able to talk and what must not, which the change is held to (docs/contracts.md)");
        var failOn = CommonOptions.Text("--fail-on", "deny|warn", "The verdict from which on the exit code is 1 (default: deny)");
        failOn.AcceptVerdicts();
        var fix = CommonOptions.Text(
            "--fix", "DIR", "Write the manifests of the change to DIR, with what can be corrected corrected and all else as it is");
        var overwrite = CommonOptions.Flag("--overwrite", "Let --fix replace files that exist");
        var blocks = CommonOptions.IpBlockMatchesPods(
            "Whether your CNI's ipBlock covers pod addresses (Calico: true, Cilium: false); left out, both are judged");
        var output = CommonOptions.Output(
            Format.Text<ReviewReport>("text", ReviewText.Write),
            Format.Json<ReviewReport>("json", ReviewJson.Write),
            Format.Json<ReviewReport>("sarif", ReviewSarif.Write),
            Format.Xml<ReviewReport>("junit", ReviewJunit.Write),
            Format.Text<ReviewReport>("markdown", ReviewMarkdown.Write),
            Format.Text<ReviewReport>("github", ReviewGithub.Write),
            Format.Text<ReviewReport>("html", ReviewHtml.Write));
        var command = new Command(
            "review", "Judge a NetworkPolicy change. Exit code 0: allowed or warned, 1: denied, 2: bad usage or input.");
        cluster.AddTo(command);
        change.AddTo(command);
        command.Options.Add(contract);
        command.Options.Add(failOn);
        command.Options.Add(fix);
        command.Options.Add(overwrite);
        command.Options.Add(blocks);
        command.Options.Add(output);
        command.SetAction(result =>
        {
            var request = change.Read(result)
                ?? throw new UsageException("nothing to review: give --change or --delete; run 'admission-guard review --help'");
            var source = cluster.Read(result);
            StandardInput.RequireOnce(source.Paths.Concat(request.Paths));
            var agreed = result.GetValue(contract) is { } path ? ContractReader.ReadFile(path, $"--contract {path}") : null;
            var loaded = source.Load(terminal, withCallouts: true);
            var changed = request.On(loaded, terminal.Input);
            var configuration = GuardConfiguration.Default with { IpBlockMatchesPods = result.GetValue(blocks), Contract = agreed };
            var review = Reviewer.Review(changed.Before, changed.Changes, configuration);
            review = review with { Notes = [.. changed.Notes, .. changed.Changes.IsEmpty ? [] : review.Notes, .. Broken(changed.Before, configuration)] };
            if (result.GetValue(fix) is { } directory)
            {
                var written = ReviewFixes.Write(directory, result.GetValue(overwrite), request, loaded.Place, changed, review, configuration);
                review = review with { Notes = [.. review.Notes, .. written] };
            }

            var threshold = result.GetValue(failOn) == "warn" ? Verdict.Warn : Verdict.Deny;
            var report = new ReviewReport(review, changed, configuration, threshold, terminal.Directory);
            result.GetRequiredValue(output).Print(terminal, report);
            return review.Verdict >= threshold ? ExitCode.Objection : ExitCode.Success;
        });
        return command;
    }

    // An old breach never blocks a new edit, but whoever wrote the line wants to know.
    private static IEnumerable<string> Broken(ClusterState cluster, GuardConfiguration configuration)
    {
        if (configuration.Contract is not { } contract)
        {
            return [];
        }

        var blocksMatch = configuration.IpBlockMatchesPods ?? false;
        return ContractCheck.Broken(Clusters.Index(cluster, blocksMatch), contract, blocksMatch)
            .Select(line => $"contract line {line.Place} is broken already: {line.From} to {line.To} on {line.Connections} must {(line.MustAllow ? "" : "not ")}pass");
    }

    private static void AcceptVerdicts(this Option<string> option) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: not ("deny" or "warn") and var value }])
        {
            result.AddError($"--fail-on {value}: expected deny or warn");
        }
    });
}
