using System.CommandLine;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Verifier.Agents;
using AdmissionGuard.Verifier.Serving;

namespace AdmissionGuard.Verifier.OneShot;

/// <summary>
/// <c>agent --once</c>: proves stored policies with the pods of the node that it runs on, and ends. Without <c>--once</c> it works for the
/// controller.
/// </summary>
internal static class AgentCommand
{
    public static Command Create(World world)
    {
        var policies = new Argument<string[]>("NAMESPACE/POLICY") { Description = "The policies to prove", Arity = ArgumentArity.ZeroOrMore };
        var once = new Option<bool>("--once") { Description = "Prove them once and end; left out, it answers the controller until it is told to end" };
        var place = new Option<string>("--namespace") { Description = "Without --once: the companion's own namespace", DefaultValueFactory = _ => "admission-guard-verifier" };
        var node = new Option<string?>("--node") { Description = "Without --once: the node that it runs on" };
        var cluster = new Option<string[]>("--cluster")
        {
            Description = "The cluster as files or directories; left out, the live one: in a pod that of its service account",
            AllowMultipleArgumentsPerToken = true,
        };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "The kubeconfig of a live cluster" };
        var context = new Option<string?>("--context") { Description = "The context of a live cluster" };
        var proc = new Option<string>("--proc") { Description = "Where the node's /proc is mounted", DefaultValueFactory = _ => "/proc" };
        var health = new HealthOptions();
        var trial = new TrialFlags("agent --once: ");
        var json = new Option<bool>("--json") { Description = "Print JSON, as 'admission-guard verify -o json' does" };
        var command = new Command("agent", "Prove policies with the pods of this node, or answer the controller. Exit code 0: enforced, 1: not or in part, 2: bad input, 3: inconclusive.");
        command.Arguments.Add(policies);
        foreach (var option in new Option[] { once, place, node, cluster, kubeconfig, context, proc, trial.Rounds, trial.Timeout, json })
        {
            command.Options.Add(option);
        }

        health.AddTo(command);

        command.SetAction(async (result, cancellation) =>
        {
            var named = result.GetValue(policies) ?? [];
            if (!result.GetValue(once))
            {
                if (named.Length > 0)
                {
                    throw new UsageException("agent proves policies by itself only with --once");
                }

                var name = result.GetValue(node) ?? throw new UsageException("agent: give --node NAME, the node that it runs on, or --once");
                var endPoint = health.Read(result);
                var settings = ConnectionSearch.ForServer(result.GetValue(kubeconfig), result.GetValue(context), world.Surroundings);
                await AgentFollowing.RunAsync(
                    world, settings, result.GetRequiredValue(place), name, result.GetRequiredValue(proc), endPoint, cancellation);
                return 0;
            }

            if (named.Length == 0)
            {
                throw new UsageException("agent --once: which policies? give NAMESPACE/POLICY");
            }

            var trialOptions = trial.Read(result, TrialOptions.Default);
            var keys = named.Select(PolicyKeys.Read).Distinct().Order().ToList();
            var state = result.GetValue(cluster) is { Length: > 0 } paths
                ? ManifestReader.Read(paths, ManifestUse.Probing, Stream.Null).State
                : await ReadLiveAsync(world, result.GetValue(kubeconfig), result.GetValue(context), cancellation);
            var report = await EnforcementRun.ProveAsync(
                state, [.. keys.Select(key => Stored(state, key))], world.Wire(new WireOptions { ProcRoot = result.GetRequiredValue(proc) }),
                PlanOptions.Default, trialOptions, world.Time, progress: null, cancellation);
            OneShotOutput.Write(world.Output, report, result.GetValue(json));
            return ExitCodes.Of(report.Trial!.Verdict);
        });
        return command;
    }

    private static async Task<ClusterState> ReadLiveAsync(World world, string? kubeconfig, string? context, CancellationToken cancellation)
    {
        var settings = ConnectionSearch.ForCommandLine(kubeconfig, context, world.Surroundings);
        using var client = ApiClient.Open(settings, world.Time, world.Error.WriteLine);
        return await ClusterSnapshot.ReadAsync(client, world.Time, progress: null, cancellation, ManifestUse.Probing);
    }

    private static PolicyChange Stored(ClusterState state, ObjectKey key) =>
        EnforcementRun.Stored(state, key) ?? throw new UsageException($"the cluster has no NetworkPolicy {key}");
}
