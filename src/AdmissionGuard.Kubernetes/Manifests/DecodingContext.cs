using System.Runtime.InteropServices;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>How to decode, and one instance of what thousands of pods have in common. Not for several threads at once.</summary>
/// <param name="use">What it is decoded for.</param>
/// <param name="place">The namespace of objects that name none.</param>
internal sealed class DecodingContext(ManifestUse use, string place = DecodingContext.DefaultNamespace)
{
    /// <summary>Where objects land that name no namespace, when nobody says otherwise.</summary>
    public const string DefaultNamespace = "default";

    // 150,000 pods have some 30,000 sets of labels between them.
    private const int Generation = 32 * 1024;

    private readonly RecentValues<Labels> _labels = new(Generation, new LabelsComparer());
    private readonly RecentValues<ContainerPorts> _ports = new(Generation);
    private readonly RecentValues<Workload> _workloads = new(Generation);

    public ManifestUse Use { get; } = use;

    public string Place { get; } = place;

    public StringPool Strings { get; } = new();

    public PodScratch PodScratch { get; } = new();

    /// <summary>Labels of pairs with different keys.</summary>
    public Labels Share(List<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0)
        {
            return Labels.Empty;
        }

        return LabelsComparer.IsSorted(pairs)
            ? _labels.Share<KeyValuePair<string, string>>(CollectionsMarshal.AsSpan(pairs), static span => Labels.From(span.ToArray()))
            : Share(Labels.From(pairs));
    }

    public Labels Share(Labels labels) => _labels.Share(labels);

    public ContainerPorts Share(ContainerPorts ports) => _ports.Share(ports);

    public Workload Share(Workload workload) => _workloads.Share(workload);
}
