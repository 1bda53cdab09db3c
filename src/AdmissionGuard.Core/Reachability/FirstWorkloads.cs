using System.Collections;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Keeps, of all the classes that it is shown, those of the first few workloads by name.</summary>
/// <param name="most">How many workloads are kept.</param>
internal sealed class FirstWorkloads(int most) : IReadOnlyList<IReadOnlyList<PodClass>>
{
    private readonly List<List<PodClass>> _workloads = new(most + 1);

    /// <summary>How many workloads are kept.</summary>
    public int Count => _workloads.Count;

    /// <summary>The classes of a workload, one at least; the workloads are in the order of their names.</summary>
    public IReadOnlyList<PodClass> this[int index] => _workloads[index];

    /// <summary>Whether the classes of a workload would be kept.</summary>
    public bool Wants(Workload workload) => Count < most || Workload.ByName.Compare(workload, _workloads[^1][0].Workload) <= 0;

    /// <summary>Shows it a class.</summary>
    public void Add(PodClass pods)
    {
        if (!Wants(pods.Workload))
        {
            return;
        }

        var place = Count;
        while (place > 0)
        {
            var order = Workload.ByName.Compare(pods.Workload, _workloads[place - 1][0].Workload);
            if (order == 0)
            {
                _workloads[place - 1].Add(pods);
                return;
            }

            if (order > 0)
            {
                break;
            }

            place--;
        }

        _workloads.Insert(place, [pods]);
        if (Count > most)
        {
            _workloads.RemoveAt(most);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<IReadOnlyList<PodClass>> GetEnumerator() => _workloads.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
