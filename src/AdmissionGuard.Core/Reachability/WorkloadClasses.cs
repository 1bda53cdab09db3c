using System.Collections;

namespace AdmissionGuard.Core.Reachability;

/// <summary>The classes of one workload in an index.</summary>
/// <param name="ordinal">The workload's number, from 0; negative for no workload.</param>
internal sealed class WorkloadClasses(int ordinal) : IReadOnlyList<PodClass>
{
    private readonly Bag<PodClass> _classes = new();

    /// <summary>Of no workload.</summary>
    public static WorkloadClasses None { get; } = new(-1);

    /// <summary>The workload's number.</summary>
    public int Ordinal { get; } = ordinal;

    /// <inheritdoc/>
    public int Count => _classes.Count;

    /// <inheritdoc/>
    public PodClass this[int index] => _classes[index];

    public void Add(PodClass pods) => _classes.Add(pods);

    public void Remove(PodClass pods) => _classes.Remove(pods);

    /// <inheritdoc/>
    public IEnumerator<PodClass> GetEnumerator() => _classes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
