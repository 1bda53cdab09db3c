using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Finds pods by address. A pod on its way out gives way to its successor; of others that claim one address, which only a state between two
/// events shows, the first by name counts.
/// </summary>
internal sealed class PodDirectory
{
    private readonly Dictionary<IpAddress, Pod> _pods = [];

    // While a pod goes, another may have its address already: few, and not for long.
    private readonly Dictionary<IpAddress, List<Pod>> _behind = [];

    public Pod? At(IpAddress address) => _pods.GetValueOrDefault(address);

    public void Add(Pod pod)
    {
        foreach (var address in pod.Addresses)
        {
            if (_pods.TryAdd(address, pod))
            {
                continue;
            }

            var other = _pods[address];
            _pods[address] = First([pod, other]);
            PutBehind(address, ReferenceEquals(_pods[address], pod) ? other : pod);
        }
    }

    public void Remove(Pod pod)
    {
        foreach (var address in pod.Addresses)
        {
            var behind = _behind.GetValueOrDefault(address);
            if (!ReferenceEquals(_pods[address], pod))
            {
                behind?.RemoveAll(one => ReferenceEquals(one, pod));
            }
            else if (behind is null)
            {
                _pods.Remove(address);
            }
            else
            {
                _pods[address] = First(behind);
                behind.RemoveAll(one => ReferenceEquals(one, _pods[address]));
            }

            if (behind is [])
            {
                _behind.Remove(address);
            }
        }
    }

    private static Pod First(List<Pod> pods) => pods.OrderBy(pod => pod.IsTerminating).ThenBy(pod => pod.Key).First();

    private void PutBehind(IpAddress address, Pod pod)
    {
        if (!_behind.TryGetValue(address, out var list))
        {
            _behind[address] = list = [];
        }

        list.Add(pod);
    }
}
