using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// Gathers what a change does to the connections of like pods (the near end) into as few blocks as can be: far ends that are treated
/// alike, of whatever namespace, are one end of one block.
/// </summary>
internal sealed class BlockBuilder(GovernedPods near, Direction direction, List<ConnectionBlock> blocks)
{
    // A block costs more than to copy so many.
    private const int MostCopied = 64;

    private readonly Dictionary<(BeforeAfter Passes, ConnectionSet Withdrawn), List<PodClass>> _wholly = [];
    private readonly Dictionary<(BeforeAfter Passes, ConnectionSet Withdrawn, ConnectionSet AtFar), List<PodClass>> _partly = [];

    // Groups come in thousands, and the same is allowed with most of them.
    private (BeforeAfter Allowed, ConnectionSet Withdrawn) _last = (new(ConnectionSet.None, ConnectionSet.None), ConnectionSet.None);

    /// <summary>All near pods, and far pods whose policies do not change.</summary>
    public void Add(PodCrowd far, BeforeAfter passes, BeforeAfter allowed) => AddWholly(far, passes, Withdrawn(allowed));

    /// <summary>One class of the near pods, and the group of far pods that <see cref="EndOf"/> names at the end.</summary>
    public void Add(PodClass nearPods, BeforeAfter passes, BeforeAfter allowed, ConnectionSet withdrawnAtFar)
    {
        var key = (passes, Withdrawn(allowed), withdrawnAtFar);
        if (!_partly.TryGetValue(key, out var list))
        {
            _partly[key] = list = [];
        }

        list.Add(nearPods);
    }

    /// <summary>No more near pods will be added for a group of far pods.</summary>
    public void EndOf(GovernedPods far)
    {
        foreach (var (key, pods) in _partly)
        {
            var unchanged = ReferenceEquals(far.Before, far.After);
            if (unchanged && pods.Count == near.Pods.Count)
            {
                AddWholly(far.Pods, key.Passes, key.Withdrawn);
            }
            else
            {
                Emit(new BlockEnd(far.Pods, null), unchanged ? null : far, new PodCrowd(pods), key.Passes, new Withdrawal(key.Withdrawn, key.AtFar));
            }
        }

        _partly.Clear();
    }

    /// <summary>All near pods, and addresses outside the cluster.</summary>
    public void Add(IpRange range, BeforeAfter passes) =>
        Emit(new BlockEnd(PodCrowd.None, range), null, near.Pods, passes, new Withdrawal(passes.Before.Except(passes.After), ConnectionSet.None));

    /// <summary>No more far pods will be added.</summary>
    public void Finish()
    {
        foreach (var (key, pods) in _wholly)
        {
            Emit(new BlockEnd(new PodCrowd(pods), null), null, near.Pods, key.Passes, new Withdrawal(key.Withdrawn, ConnectionSet.None));
        }

        _wholly.Clear();
    }

    private ConnectionSet Withdrawn(BeforeAfter allowed)
    {
        if (!_last.Allowed.Equals(allowed))
        {
            _last = (allowed, allowed.Before.Except(allowed.After));
        }

        return _last.Withdrawn;
    }

    private void AddWholly(PodCrowd far, BeforeAfter passes, ConnectionSet withdrawn)
    {
        if (far.Count > MostCopied)
        {
            Emit(new BlockEnd(far, null), null, near.Pods, passes, new Withdrawal(withdrawn, ConnectionSet.None));
            return;
        }

        if (!_wholly.TryGetValue((passes, withdrawn), out var list))
        {
            _wholly[(passes, withdrawn)] = list = [];
        }

        foreach (var pods in far)
        {
            list.Add(pods);
        }
    }

    private void Emit(BlockEnd far, GovernedPods? other, PodCrowd own, BeforeAfter passes, Withdrawal withdrawn)
    {
        var onlyItself = far.Pods.Count == 1 && own.Count == 1 && ReferenceEquals(far.Pods.First, own.First) && own.First.Pods.Count == 1;
        if (passes.Before.Equals(passes.After) || onlyItself)
        {
            return;
        }

        var nearEnd = new BlockEnd(own, null);
        blocks.Add(direction == Direction.Ingress
            ? new ConnectionBlock(direction, near, other, far, nearEnd, passes, withdrawn)
            : new ConnectionBlock(direction, near, other, nearEnd, far, passes, withdrawn));
    }
}
