using System.CommandLine;
using System.Security.Cryptography;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Verifier.OneShot;

namespace AdmissionGuard.Verifier.Jobs;

/// <summary><c>job</c>: proves stored policies over TCP between pods of its own, which need no privilege, and ends.</summary>
internal static class JobCommand
{
    public static Command Create(World world)
    {
        var policies = new Option<string[]>("--policy") { Description = "NAMESPACE/POLICY, a stored policy to prove; may be repeated", Required = true };
        var place = new Option<string?>("--namespace") { Description = "The namespace of the pod that it runs in" };
        var pod = new Option<string?>("--pod") { Description = "The name of the pod that it runs in: stand-ins are of its image and end with its Job" };
        var image = new Option<string?>("--image") { Description = "The image of stand-ins; left out, that of the pod that it runs in" };
        var blocks = new Option<bool?>("--ip-block-matches-pods")
        {
            Description = "false: the CNI's ipBlock never covers pods; left out, what depends on it is not probed",
        };
        var trial = new TrialFlags("job: ");
        trial.Timeout.Description = "A verdict is due by then, once the stand-ins run";
        var start = new Option<int>("--start-seconds") { Description = "How long stand-ins may take to start, images included", DefaultValueFactory = _ => 120 };
        var json = new Option<bool>("--json") { Description = "Print JSON, as 'admission-guard verify -o json' does" };
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "A kubeconfig; left out: in a pod that of its service account" };
        var context = new Option<string?>("--context") { Description = "The context of a kubeconfig" };
        var command = new Command(
            "job", "Prove stored policies over TCP between unprivileged pods that have the peers' labels. Exit code 0: enforced, 1: not or in part, 2: bad input, 3: inconclusive.")
        {
            policies, place, pod, image, blocks, trial.Rounds, trial.Timeout, start, json, kubeconfig, context,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var options = new JobOptions
            {
                Policies = [.. result.GetRequiredValue(policies).Select(PolicyKeys.Read).Distinct().Order()],
                OwnPod = (result.GetValue(place), result.GetValue(pod)) switch
                {
                    (null, null) => null,
                    ({ } space, { } name) => new ObjectKey(space, name),
                    _ => throw new UsageException("job: --namespace and --pod go together: the pod that it runs in"),
                },
                Image = result.GetValue(image),
            };
            options = options with
            {
                Start = Seconds(result.GetValue(start), "--start-seconds"),
                Plan = options.Plan with { IpBlockMatchesPods = result.GetValue(blocks) },
                Trial = trial.Read(result, options.Trial) with { Timeout = Seconds(result.GetValue(trial.Timeout), "--timeout-seconds") },
            };
            var settings = ConnectionSearch.ForServer(result.GetValue(kubeconfig), result.GetValue(context), world.Surroundings);
            using var client = ApiClient.Open(settings, world.Time, world.Error.WriteLine);

            // kubectl logs shows both outputs as one: with JSON only that is to be there.
            var run = new JobRun(client, options, world.Error.WriteLine, result.GetValue(json) ? null : world.Error.WriteLine, world.Time);
            try
            {
                var report = await run.RunAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5)), cancellation);
                OneShotOutput.Write(world.Output, report, result.GetValue(json));
                return ExitCodes.Of(report.Trial!.Verdict);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                world.Error.WriteLine("job: told to end before there was a verdict");
                return ExitCodes.Of(EnforcementVerdict.Inconclusive);
            }
        });
        return command;
    }

    private static TimeSpan Seconds(int seconds, string option) =>
        seconds >= 1 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"job: {option} {seconds}: expected 1 at least");
}
