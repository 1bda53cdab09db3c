using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Serving.Health;
using AdmissionGuard.Webhook.Health;
using AdmissionGuard.Webhook.Metrics;
using AdmissionGuard.Webhook.Receipts;
using AdmissionGuard.Webhook.Reloading;
using AdmissionGuard.Webhook.State;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>The cluster that the command line names, live or in files, with everything that the host does for it.</summary>
/// <param name="View">What admissions are judged against.</param>
/// <param name="Receipts">What the companion says of the network.</param>
/// <param name="Ready">What has to be well before a review can be answered.</param>
/// <param name="IsHopeless">Whether what is known cannot be trusted any more.</param>
/// <param name="Live">What has to be well for the process to go on.</param>
/// <param name="Measure">Adds what is measured.</param>
/// <param name="Work">What runs beside the server.</param>
internal sealed record OpenedCluster(
    IClusterView View,
    EnforcementReceipts Receipts,
    IReadOnlyList<HealthCheck> Ready,
    IReadOnlyList<HealthCheck> Live,
    Func<bool> IsHopeless,
    Action<HostMeter> Measure,
    IReadOnlyList<IHostedService> Work) : IDisposable
{
    // Who tries the webhook with an editor beside it should not have to wait.
    private static readonly TimeSpan FileInterval = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan RecoveryInterval = TimeSpan.FromSeconds(1);

    private ApiClient? Client { get; init; }

    /// <summary>Opens the cluster; a live one is not asked yet.</summary>
    /// <param name="options">Which cluster.</param>
    /// <param name="world">What comes from outside.</param>
    /// <param name="log">Told how it goes.</param>
    /// <param name="end">Ends the process, which can do nothing more.</param>
    /// <exception cref="SettingException">There is none, or its files or settings are no good.</exception>
    public static OpenedCluster Open(WebhookOptions options, World world, ILogger log, Action end) =>
        options.Files.Count > 0 ? OpenFiles(options.Files, world, log) : OpenLive(options, world, log, end);

    /// <inheritdoc/>
    public void Dispose() => Client?.Dispose();

    private static OpenedCluster OpenFiles(IReadOnlyList<string> paths, World world, ILogger log)
    {
        var view = new FileView(paths, world.Time);
        view.Files.Reloaded = loaded => log.FilesTaken(loaded.State.Pods.Length, loaded.State.Policies.Length);
        view.Files.Kept = log.FilesKept;
        view.Files.Reloaded(view.Files.Current);
        return new OpenedCluster(
            view,
            new EnforcementReceipts(world.Time),
            [HealthChecks.Files(view)],
            [],
            () => false,
            meter => meter.Watch("cluster", view.Files),
            [new Ticker(FileInterval, world.Time, view.Files.Look)]);
    }

    private static OpenedCluster OpenLive(WebhookOptions options, World world, ILogger log, Action end)
    {
        ConnectionSettings settings;
        ApiClient client;
        try
        {
            settings = ConnectionSearch.ForServer(options.Kubeconfig, options.Context, world.Surroundings);
            client = ApiClient.Open(settings, world.Time, problem => log.Access(OneLine.Of(problem)));
        }
        catch (ConnectionException e)
        {
            throw new SettingException(e.Message, e);
        }

        log.Following(settings.Server.AbsoluteUri, settings.Origin);
        var watch = new KindWatch(log);

        // Both readings of ipBlock, whatever the configuration says: it may say something else in ten seconds.
        var interest = new LiveInterest { Callouts = true };
        var cluster = new LiveCluster(client, ipBlockMayMatchPods: true, world.Time, world.Random, watch.Note, interest);
        var live = new LiveView(cluster, client, world.Time);
        var receipts = new EnforcementReceipts(world.Time);
        return new OpenedCluster(
            live,
            receipts,
            [HealthChecks.Trust(live), .. HealthChecks.Kinds(live), .. HealthChecks.OptionalKinds(live)],
            [HealthChecks.Trust(live)],
            () => live.Fault is not null,
            meter => meter.Watch(live),
            [
                new Following(live, end, world.Time, log),
                new ReceiptsWatch(client, receipts, world, log),
                new Ticker(RecoveryInterval, world.Time, () => watch.Look(live.Kinds.Concat(live.OptionalKinds).Select(kind => kind.Status))),
            ])
        {
            Client = client,
        };
    }
}
