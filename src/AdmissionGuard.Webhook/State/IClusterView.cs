using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Webhook.State;

/// <summary>The cluster that admissions are judged against: a live one, or one in files.</summary>
public interface IClusterView
{
    /// <summary>Whether everything has been read once; before that nothing can be judged.</summary>
    bool IsSynced { get; }

    /// <summary>How long ago the cluster was last heard of; null before it is synced, zero for files.</summary>
    TimeSpan? Age { get; }

    /// <summary>Asks a question about one moment.</summary>
    /// <param name="blocks">The ipBlocks of the change that the question is about, before and after.</param>
    /// <param name="ask">The question; its answer must not leave anything to be read from the index later.</param>
    /// <exception cref="InvalidOperationException">Not everything has been read yet.</exception>
    T Read<T>(IReadOnlyList<IpBlock> blocks, Func<ClusterIndex, T> ask);

    /// <summary>
    /// The policies of a namespace as they are stored at this moment, and not as they were last heard of. Policies of one commit are
    /// applied milliseconds apart, and word of them takes longer.
    /// </summary>
    /// <exception cref="AdmissionGuard.Kubernetes.Connection.ApiException">The API server refused.</exception>
    /// <exception cref="HttpRequestException">The API server was not reached.</exception>
    Task<IReadOnlyList<NetworkPolicy>> ListPoliciesAsync(string place, CancellationToken cancellation);
}
