using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>What a check needs of the cluster: an API server and the agents, or a script.</summary>
internal interface ICheckedCluster
{
    /// <summary>A policy as it is stored now; null when there is none.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    Task<StoredPolicy?> FindAsync(ObjectKey policy, CancellationToken cancellation);

    /// <summary>Plans the probes of a change, with every other policy as it is now.</summary>
    ProbePlan Plan(PolicyChange change);

    /// <summary>The wire for one run of a check.</summary>
    ICheckWire Wire(ObjectKey check, string run);
}

/// <summary>A wire that leaves nothing behind.</summary>
internal interface ICheckWire : Enforcement.Probing.IWire, IAsyncDisposable;
