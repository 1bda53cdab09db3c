using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using AdmissionGuard.Cli.Companion;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Enforcement;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Reporting;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>verify</c>: proves on the wire whether policies are enforced.</summary>
internal static class VerifyCommand
{
    public const string Examples =
        """
        # What would be probed for a stored policy; needs no privileges
        admission-guard verify shop/db --cluster cluster.json --plan-only

        # Ask the companion in the cluster; exit code 1 when it is not enforced
        admission-guard verify shop/db --context staging

        # Prove it from here, as root on the node where the pods run
        admission-guard verify shop/db --context staging --local

        # Prove a change that has just been applied
        admission-guard verify --cluster before.json --change policies/
        """;

    public static Command Create(Terminal terminal)
    {
        var policies = new Argument<string[]>("NAMESPACE/POLICY")
        {
            Description = "Stored policies to prove: as if each had just been added to a cluster without it",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var cluster = new ClusterOptions();
        var change = new ChangeOptions();
        var settings = new TrialSettings();
        var planOnly = CommonOptions.Flag("--plan-only", "Print what would be probed, and send nothing");
        var companion = CommonOptions.Flag("--companion", "Ask the companion in the cluster, and probe nothing from here");
        var local = CommonOptions.Flag("--local", "Probe from here, also where the cluster has the companion");
        var output = CommonOptions.Output(
            Format.Text<VerifyReport>("text", VerifyText.Write),
            Format.Json<VerifyReport>("json", WriteJson));
        var command = new Command(
            "verify",
            "Prove on the wire that policies are enforced. Exit code 0: enforced, 1: not or in part, 2: bad usage or input, 3: inconclusive.");
        command.Arguments.Add(policies);
        cluster.AddTo(command);
        change.AddTo(command);
        settings.AddTo(command);
        command.Options.Add(planOnly);
        command.Options.Add(companion);
        command.Options.Add(local);
        command.Options.Add(output);
        command.SetAction(result =>
        {
            var (names, request) = (result.GetValue(policies) ?? [], change.Read(result));
            var source = cluster.Read(result);
            RequireOne(names, request, source);
            StandardInput.RequireOnce(source.Paths.Concat(request?.Paths ?? []));
            var mustBeLocal = result.GetValue(local) ? "--local"
                : request is not null ? "--change or --delete"
                : source.Paths.Count > 0 ? "--cluster"
                : result.GetValue(planOnly) ? "--plan-only"
                : settings.HowToProbe(result);
            if (result.GetValue(companion) && mustBeLocal is not null)
            {
                throw new UsageException(
                    $"--companion and {mustBeLocal} exclude each other: the companion checks policies that are stored, and in its own way");
            }

            if (mustBeLocal is null && AskCompanion(terminal, source, names, result.GetValue(companion), settings.Timeout(result)) is { } answers)
            {
                result.GetRequiredValue(output).Print(terminal, new VerifyReport(null, answers));
                return CodeOf(CompanionVerify.Worst(answers));
            }

            var loaded = source.Load(terminal, ManifestUse.Probing);
            var (state, changes, notes) = request is null ? Stored(loaded, names) : Of(request.On(loaded, terminal.Input));
            Output.Remarks(terminal, notes);
            var report = result.GetValue(planOnly)
                ? EnforcementRun.PlanOnly(state, changes, settings.Plan(result))
                : Prove(terminal, state, changes, settings, result);
            result.GetRequiredValue(output).Print(terminal, new VerifyReport(report, []));
            return report.Trial is null ? ExitCode.Success : CodeOf(report.Trial.Verdict);
        });
        return command;
    }

    // A command does one thing after the other.
    private static ImmutableArray<CompanionAnswer>? AskCompanion(
        Terminal terminal, ClusterSource source, string[] names, bool isWanted, TimeSpan? timeout)
    {
        using var client = source.Open(terminal);
        return isWanted || new CompanionQuestion(client, terminal.Time).IsInstalledAsync(CancellationToken.None).GetAwaiter().GetResult()
            ? CompanionVerify.RunAsync(client, terminal, names, timeout ?? CompanionVerify.Timeout).GetAwaiter().GetResult()
            : null;
    }

    private static void WriteJson(Utf8JsonWriter json, VerifyReport report)
    {
        if (report.Trial is { } trial)
        {
            TrialJson.Write(json, trial);
        }
        else
        {
            AnswerJson.Write(json, report.Answers);
        }
    }

    private static void RequireOne(string[] names, ChangeRequest? request, ClusterSource source)
    {
        if (names.Length > 0 && request is not null)
        {
            throw new UsageException("NAMESPACE/POLICY and --change or --delete exclude each other: prove either what is stored or a change");
        }

        if (names.Length > 0 || request is not null)
        {
            return;
        }

        // --cluster takes all paths that follow it, and a policy's name looks like one.
        throw new UsageException(source.Paths.Count > 1 && !Path.Exists(source.Paths[^1])
            ? $"{source.Paths[^1]}: no such file; a policy's NAMESPACE/POLICY stands before --cluster"
            : "nothing to prove: give NAMESPACE/POLICY, --change or --delete; run 'admission-guard verify --help'");
    }

    private static TrialReport Prove(
        Terminal terminal, ClusterState state, IReadOnlyList<PolicyChange> changes, TrialSettings settings, ParseResult result)
    {
        using var progress = new TrialLine(terminal);
        var plan = settings.Plan(result);

        // A command does one thing after the other, and there is no other thing to do meanwhile.
        return EnforcementRun.ProveAsync(
            state, changes, terminal.Wire(plan.UdpPorts), plan, settings.Trial(result), terminal.Time, progress, CancellationToken.None)
            .GetAwaiter().GetResult();
    }

    private static (ClusterState State, IReadOnlyList<PolicyChange> Changes, IEnumerable<string> Notes) Stored(LoadedCluster loaded, string[] names)
    {
        var state = loaded.Reading.State;
        var known = state.Policies.Select(policy => policy.Key.ToString()).ToList();
        var changes = names.Distinct(StringComparer.Ordinal).Select(name =>
            (name.Split('/') is [var space, var policy] ? EnforcementRun.Stored(state, new ObjectKey(space, policy)) : null)
            ?? throw new UsageException($"{name}: the cluster has no such NetworkPolicy{NearNames.Hint(name, known)}"));
        return (state, [.. changes.OrderBy(change => change.Key)], loaded.Reading.Notes);
    }

    private static (ClusterState State, IReadOnlyList<PolicyChange> Changes, IEnumerable<string> Notes) Of(ChangedCluster changed)
    {
        var effective = changed.Changes.Where(change =>
            change is not { Before: { } before, After: { } after } || SpecText.Of(before.Spec) != SpecText.Of(after.Spec)).ToList();
        return effective.Count > 0
            ? (changed.Before, effective, changed.Notes)
            : throw new UsageException(
                "the change changes nothing in this cluster; to prove what is stored give NAMESPACE/POLICY in place of --change");
    }

    private static int CodeOf(EnforcementVerdict verdict) => verdict switch
    {
        EnforcementVerdict.Enforced => ExitCode.Success,
        EnforcementVerdict.Inconclusive => ExitCode.Inconclusive,
        _ => ExitCode.Objection,
    };
}
