using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Finds pods by address. A pod on its way out gives way to its successor.</summary>
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
            if (other.IsTerminating)
            {
                _pods[address] = pod;
                PutBehind(address, other);
            }
            else
            {
                PutBehind(address, pod);
            }
        }
    }

    public void Remove(Pod pod)
    {
        foreach (var address in pod.Addresses)
        {
            var behind = _behind.GetValueOrDefault(address);
            if (!ReferenceEquals(_pods[address], pod))
            {
                behind!.RemoveAll(one => ReferenceEquals(one, pod));
            }
            else if (behind is null)
            {
                _pods.Remove(address);
            }
            else
            {
                _pods[address] = behind.Find(one => !one.IsTerminating) ?? behind[0];
                behind.RemoveAll(one => ReferenceEquals(one, _pods[address]));
            }

            if (behind is [])
            {
                _behind.Remove(address);
            }
        }
    }

    private void PutBehind(IpAddress address, Pod pod)
    {
        if (!_behind.TryGetValue(address, out var list))
        {
            _behind[address] = list = [];
        }

        list.Add(pod);
    }
}
