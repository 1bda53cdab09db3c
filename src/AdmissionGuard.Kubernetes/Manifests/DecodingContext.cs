using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>How to decode, and one instance of what thousands of pods have in common. Not for several threads at once.</summary>
internal sealed class DecodingContext(ManifestUse use)
{
    private readonly HashSet<Labels> _labels = [];
    private readonly HashSet<ContainerPorts> _ports = [];

    public ManifestUse Use { get; } = use;

    public StringPool Strings { get; } = new();

    public Labels Share(Labels labels)
    {
        if (_labels.TryGetValue(labels, out var shared))
        {
            return shared;
        }

        _labels.Add(labels);
        return labels;
    }

    public ContainerPorts Share(ContainerPorts ports)
    {
        if (_ports.TryGetValue(ports, out var shared))
        {
            return shared;
        }

        _ports.Add(ports);
        return ports;
    }
}
