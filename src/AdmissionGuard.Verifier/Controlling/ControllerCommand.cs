using System.CommandLine;
using System.Security.Cryptography;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Verifier.Reviewing;
using AdmissionGuard.Verifier.Serving;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary><c>controller</c>: checks every change of the cluster's policies, until it is told to end.</summary>
internal static class ControllerCommand
{
    public static Command Create(World world)
    {
        var place = new Option<string>("--namespace") { Description = "The companion's own namespace", DefaultValueFactory = _ => "admission-guard-verifier" };
        var identity = new Option<string>("--identity") { Description = "Its name, which no other replica has: the pod's", Required = true };
        var workers = new Option<int>("--workers") { Description = "How many policies are checked at once (1 to 100)", DefaultValueFactory = _ => 16 };
        var blocks = new Option<bool?>("--ip-block-matches-pods")
        {
            Description = "Whether the CNI's ipBlock covers pod addresses; left out, what depends on it is not probed",
        };
        var ports = new Option<int[]>("--udp-port") { Description = "UDP ports, beside those of DNS, that may be sent a datagram (a line of text)" };
        var review = new Option<bool>("--review-admitted")
        {
            Description = "Whether findings about admitted changes become Events of their policies",
            DefaultValueFactory = _ => true,
        };
        var settle = new Option<int>("--settle-seconds")
        {
            Description = "After how long it is looked whether what was let through has been made up for (1 to 86400)",
            DefaultValueFactory = _ => 300,
        };
        var configuration = new Option<string?>("--config") { Description = "The webhook's configuration: the same actions, modes and disclosure hold" };
        var trial = new TrialFlags("");
        var health = new HealthOptions();
        var kubeconfig = new Option<string?>("--kubeconfig") { Description = "A kubeconfig; left out: in a pod that of its service account" };
        var context = new Option<string?>("--context") { Description = "The context of a kubeconfig" };
        var command = new Command("controller", "Check every change of the cluster's NetworkPolicies with the agents of its nodes.")
        {
            place, identity, workers, blocks, ports, trial.Rounds, trial.Timeout, review, settle, configuration, kubeconfig, context,
        };
        health.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            if (result.GetValue(workers) is < 1 or > 100)
            {
                throw new UsageException($"--workers {result.GetValue(workers)}: expected 1 to 100");
            }

            if (result.GetValue(settle) is < 1 or > 86_400)
            {
                throw new UsageException($"--settle-seconds {result.GetValue(settle)}: expected 1 to 86400");
            }

            var trialOptions = trial.Read(result, TrialOptions.Default);
            var endPoint = health.Read(result);
            var guard = result.GetValue(configuration) is { } file ? ConfigurationReader.ReadFile(file) : WebhookConfiguration.Default;
            var matches = result.GetValue(blocks) ?? guard.Guard.IpBlockMatchesPods;
            var error = TextWriter.Synchronized(world.Error);
            var settings = ConnectionSearch.ForServer(result.GetValue(kubeconfig), result.GetValue(context), world.Surroundings);
            using var client = ApiClient.Open(settings, world.Time, error.WriteLine);
            var scope = new object();
            using var metrics = new MeterReader(scope);
            using var meter = new ControllerMeter(scope, world.Time);
            var plan = PlanOptions.Default with { IpBlockMatchesPods = matches, UdpPorts = [.. result.GetValue(ports) ?? []] };
            var controller = new ControllerProcess(
                client,
                new ControllerOptions
                {
                    Namespace = result.GetRequiredValue(place),
                    Identity = result.GetRequiredValue(identity),
                    Workers = result.GetValue(workers),
                    Plan = plan,
                    Review = result.GetValue(review)
                        ? new ReviewOptions { Configuration = guard, Settle = TimeSpan.FromSeconds(result.GetValue(settle)) }
                        : null,
                    Trial = trialOptions,
                },
                new ControllerWorld
                {
                    Time = world.Time,
                    Random = NextRandom,
                    NewRun = () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)),
                    Report = error.WriteLine,
                    Meter = meter,
                });
            await HealthOptions.ServeAsync(
                endPoint, WatchChecks.Of(() => controller.Kinds), metrics, error.WriteLine, controller.RunAsync, cancellation);
            return 0;
        });
        return command;
    }

    internal static double NextRandom() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
