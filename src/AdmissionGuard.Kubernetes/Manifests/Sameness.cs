using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Whether two objects of one kind and name say the same; records alone would compare their arrays by identity.</summary>
internal static class Sameness
{
    public static bool Of(object one, object other) => (one, other) switch
    {
        (Pod a, Pod b) => OfPods(a, b),
        (WorkloadObject a, WorkloadObject b) => a.Workload == b.Workload
            && a.Template.IsTerminal == b.Template.IsTerminal && (a.Template.IsTerminal || OfPods(a.Template, b.Template)),
        (Service a, Service b) => Equals(a.Selector, b.Selector) && a.Ports.AsSpan().SequenceEqual(b.Ports.AsSpan())
            && a.ClusterAddresses.AsSpan().SequenceEqual(b.ClusterAddresses.AsSpan()),
        (Node a, Node b) => a.Addresses.AsSpan().SequenceEqual(b.Addresses.AsSpan()),
        (ApiCallout a, ApiCallout b) => a.Targets.AsSpan().SequenceEqual(b.Targets.AsSpan()),
        // Whether default was written or left out makes no other policy.
        (NetworkPolicy a, NetworkPolicy b) => a with { NamespaceOmitted = false } == b with { NamespaceOmitted = false },
        _ => one.Equals(other),
    };

    private static bool OfPods(Pod a, Pod b) =>
        a.Addresses.AsSpan().SequenceEqual(b.Addresses.AsSpan())
        && a.HostAddresses.AsSpan().SequenceEqual(b.HostAddresses.AsSpan())
        && a.LocalDnsAddresses.AsSpan().SequenceEqual(b.LocalDnsAddresses.AsSpan())
        && a == b with { Addresses = a.Addresses, HostAddresses = a.HostAddresses, LocalDnsAddresses = a.LocalDnsAddresses };
}
