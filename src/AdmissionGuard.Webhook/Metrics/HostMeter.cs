using System.Diagnostics.Metrics;
using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.Serving.Metrics;
using AdmissionGuard.Webhook.Reloading;
using AdmissionGuard.Webhook.State;
using AdmissionGuard.Webhook.Tls;

namespace AdmissionGuard.Webhook.Metrics;

/// <summary>What the process, its files and the cluster's state are measured by; all of it only when somebody asks.</summary>
internal sealed class HostMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "AdmissionGuard.Webhook";

    private readonly Meter _meter;

    /// <summary>Measures the process itself.</summary>
    /// <param name="factory">The application's.</param>
    /// <param name="time">Tells when the process was started, which is now.</param>
    public HostMeter(IMeterFactory factory, TimeProvider time)
    {
        _meter = factory.Create(Name);
        ProcessInstruments.AddTo(_meter, "admission_guard.build_info", time, Tag("version", VersionText.Version));
    }

    /// <summary>Measures the certificate.</summary>
    public void Watch(Followed<FileBytes, ServingCertificate> certificate)
    {
        _meter.CreateObservableGauge(
            "admission_guard.certificate.expiry_timestamp",
            () => certificate.Current.NotAfter.ToUnixTimeSeconds(),
            "s",
            "When the certificate that is shown to API servers ends, in seconds since 1970.");
        Watch("certificate", certificate);
    }

    /// <summary>Measures how files are followed.</summary>
    /// <param name="name">What they hold: certificate, configuration or cluster.</param>
    /// <param name="files">The files.</param>
    public void Watch<TContent, T>(string name, Followed<TContent, T> files)
        where TContent : IEquatable<TContent>
        where T : class
    {
        _meter.CreateObservableCounter(
            $"admission_guard.{name}.reloads",
            () => (Measurement<long>[])[new(files.Reloads, Tag("result", "taken")), new(files.Failures, Tag("result", "refused"))],
            null,
            $"How often the {name} was read anew after a change, by whether it was any good.");
        _meter.CreateObservableGauge(
            $"admission_guard.{name}.outdated",
            () => files.Problem is null ? 0 : 1,
            null,
            $"Whether the {name} in the files is no good, and the previous one is kept (1) or not (0).");
    }

    /// <summary>Measures the state of a live cluster, for each kind of object. Nobody waits for the optional ones, nor asks how old they are.</summary>
    public void Watch(LiveView live)
    {
        _meter.CreateObservableGauge(
            "admission_guard.cluster.synced",
            () => live.Kinds.Select(kind => new Measurement<int>(kind.Status.IsSynced ? 1 : 0, Resource(kind))),
            null,
            "Whether all objects of a resource have been listed once (1) or not (0).");
        Gauge("objects", null, "How many objects of a resource are known.", kind => kind.Objects);
        Gauge("undecodable", null, "How many objects of a resource cannot be read.", kind => kind.Status.Undecodable.Count);
        Gauge("failing", null, "Whether the last list or watch of a resource failed (1) or not (0).", kind => kind.Status.LastError is null ? 0 : 1);
        Counter("lists", "Complete lists of a resource, the first included.", kind => kind.Status.Counters.Lists);
        Counter("watches", "Watches of a resource that were begun.", kind => kind.Status.Counters.Watches);
        _meter.CreateObservableGauge(
            "admission_guard.cluster.age",
            () => live.Kinds.Where(kind => kind.Status.Age is not null)
                .Select(kind => new Measurement<double>(kind.Status.Age!.Value.TotalSeconds, Resource(kind))),
            "s",
            "How long ago the API server last said something about a resource, in seconds; missing before the first list.");
        _meter.CreateObservableCounter(
            "admission_guard.cluster.relists", () => All().SelectMany(ClusterCounts.Relists), null, "Lists after the first, by why they were due.");
        _meter.CreateObservableCounter(
            "admission_guard.cluster.events", () => All().SelectMany(ClusterCounts.Events), null, "Events of watches, by their type.");

        IEnumerable<KindHealth> All() => live.Kinds.Concat(live.OptionalKinds);

        void Gauge(string name, string? unit, string help, Func<KindHealth, int> value) => _meter.CreateObservableGauge(
            $"admission_guard.cluster.{name}", () => All().Select(kind => new Measurement<int>(value(kind), Resource(kind))), unit, help);

        void Counter(string name, string help, Func<KindHealth, long> value) => _meter.CreateObservableCounter(
            $"admission_guard.cluster.{name}", () => All().Select(kind => new Measurement<long>(value(kind), Resource(kind))), null, help);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static KeyValuePair<string, object?> Resource(KindHealth kind) => Tag("resource", kind.Status.Resource);
}
