using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <content>What events change. Each costs what it touches, whatever the size of the cluster.</content>
public sealed partial class ClusterIndex
{
    /// <summary>Whether <see cref="Ask"/> has nothing to do for a question about some blocks.</summary>
    public bool IsReadyFor(IEnumerable<IpBlock> blocks) => !_cutsAtPolicies || blocks.All(_classes.Cells.Holds);

    /// <summary>
    /// Makes ready for a question about blocks that no policy of the cluster names. They are remembered for a while.
    /// </summary>
    public void Ask(IReadOnlyList<IpBlock> blocks)
    {
        if (IsReadyFor(blocks))
        {
            return;
        }

        _asked.Enqueue([.. blocks]);
        Recut(blocks, _asked.Count > MostAsked ? _asked.Dequeue() : []);
    }

    /// <summary>A whole cluster is new.</summary>
    public void Add(ClusterState state)
    {
        foreach (var value in state.Namespaces)
        {
            Set(value);
        }

        Change([], state.Policies);
        foreach (var pod in state.Pods)
        {
            Add(pod);
        }

        foreach (var service in state.Services)
        {
            Add(service);
        }

        foreach (var callout in state.Callouts)
        {
            Add(callout);
        }
    }

    /// <summary>A namespace is new or has changed.</summary>
    public void Set(Namespace value) => _namespaces.Set(value);

    /// <summary>A namespace is gone. While something is left in it, its name is still known.</summary>
    public void Remove(Namespace value)
    {
        var entry = _namespaces.Of(value.Name);
        Set(Namespace.Named(value.Name));
        entry.IsKnown = false;
        _namespaces.Leave(entry);
    }

    /// <summary>A Service is new.</summary>
    public void Add(Service service)
    {
        _namespaces.Of(service.Key.Namespace).Add(service);
        Dns.Add(service);
    }

    /// <summary>A Service that was added is gone.</summary>
    public void Remove(Service service)
    {
        var entry = _namespaces.Of(service.Key.Namespace);
        entry.Remove(service);
        Dns.Remove(service);
        _namespaces.Leave(entry);
    }

    /// <summary>The API server calls somebody.</summary>
    public void Add(ApiCallout callout) => Callouts.Add(callout);

    /// <summary>The API server calls somebody no more.</summary>
    public void Remove(ApiCallout callout) => Callouts.Remove(callout);

    /// <summary>A pod is new. Of terminal ones, which are no endpoints, only the labels are kept.</summary>
    public void Add(Pod pod)
    {
        if (pod.IsTerminal)
        {
            _namespaces.Of(pod.Key.Namespace).Remember(pod.Labels);
            return;
        }

        _usesOfIPv6 += UsesOfIPv6(pod);
        if (pod.HostNetwork)
        {
            Dns.Add(pod);
        }
        else if (_podsByAddress.IsValueCreated)
        {
            _podsByAddress.Value.Add(pod);
        }

        Put(pod);
    }

    /// <summary>A pod that was added is gone.</summary>
    public void Remove(Pod pod)
    {
        if (pod.IsTerminal)
        {
            var place = _namespaces.Of(pod.Key.Namespace);
            place.Forget(pod.Labels);
            _namespaces.Leave(place);
            return;
        }

        _usesOfIPv6 -= UsesOfIPv6(pod);
        if (pod.HostNetwork)
        {
            Dns.Remove(pod);
        }
        else if (_podsByAddress.IsValueCreated)
        {
            _podsByAddress.Value.Remove(pod);
        }

        var pods = _classes.Find(pod)!;
        if (pods.Pods.Count > 1)
        {
            pods.Remove(pod);
            return;
        }

        Drop(pods);
        _namespaces.Leave(pods.Namespace);
    }

    /// <summary>A pod that was added has changed.</summary>
    public void Replace(Pod pod, Pod by)
    {
        // Most changes of a pod are of its status, and say nothing new about who can reach it.
        if (!pod.IsTerminal && !by.IsTerminal && pod.HostNetwork == by.HostNetwork && pod.Addresses.AsSpan().SequenceEqual(by.Addresses.AsSpan())
            && pod.LocalDnsAddresses.AsSpan().SequenceEqual(by.LocalDnsAddresses.AsSpan())
            && _classes.Find(pod) is { } pods && ReferenceEquals(_classes.Find(by), pods))
        {
            pods.Replace(pod, by);
            if (!pod.HostNetwork && _podsByAddress.IsValueCreated)
            {
                _podsByAddress.Value.Remove(pod);
                _podsByAddress.Value.Add(by);
            }

            return;
        }

        Remove(pod);
        Add(by);
    }

    /// <summary>Policies are gone, new, or both: what has changed is removed and added.</summary>
    /// <param name="removed">Policies that were added.</param>
    /// <param name="added">Policies that are there now.</param>
    public void Change(IReadOnlyCollection<NetworkPolicy> removed, IReadOnlyCollection<NetworkPolicy> added)
    {
        foreach (var policy in removed)
        {
            _namespaces.Of(policy.Key.Namespace).Remove(policy);
            _usesOfIPv6 -= BlocksOf(policy.Spec).Count(IsIPv6);
        }

        foreach (var policy in added)
        {
            _namespaces.Of(policy.Key.Namespace).Add(policy);
            _usesOfIPv6 += BlocksOf(policy.Spec).Count(IsIPv6);
        }

        foreach (var place in removed.Concat(added).GroupBy(policy => policy.Key.Namespace))
        {
            Govern(_namespaces.Of(place.Key), [.. place]);
            _namespaces.Leave(_namespaces.Of(place.Key));
        }

        if (_selectors.IsValueCreated)
        {
            removed.ToList().ForEach(_selectors.Value.Remove);
            added.ToList().ForEach(_selectors.Value.Add);
        }

        if (_cutsAtPolicies)
        {
            Recut(added.SelectMany(policy => BlocksOf(policy.Spec)), removed.SelectMany(policy => BlocksOf(policy.Spec)));
        }
    }
    private static bool IsIPv6(IpBlock block) => block.Cidr.Family == IpFamily.IPv6;

    private static int UsesOfIPv6(Pod pod)
    {
        var uses = 0;
        foreach (var address in pod.Addresses)
        {
            uses += address.Family == IpFamily.IPv6 ? 1 : 0;
        }

        return uses;
    }

    private void Put(Pod pod)
    {
        var entry = _namespaces.Of(pod.Key.Namespace);
        if (_classes.Find(pod) is { } pods)
        {
            pods.Add(pod);
        }
        else
        {
            pods = _classes.Make(entry, pod);
            entry.Add(pods);
            if (!pod.HostNetwork)
            {
                pods.Govern();
                ForEachGovernance(governance => governance.Add(pods));
            }
        }

        if (!pod.HostNetwork)
        {
            entry.Widen(pod);
        }
    }

    private void Drop(PodClass pods)
    {
        if (!pods.HostNetwork)
        {
            ForEachGovernance(governance => governance.Remove(pods));
        }

        pods.Namespace.Remove(pods);
        _classes.Drop(pods);
    }

    // Pods that none of the changed policies select keep what governs them.
    private void Govern(NamespaceEntry entry, List<NetworkPolicy> changed)
    {
        foreach (var pods in entry.Classes)
        {
            if (changed.Exists(policy => policy.Spec.PodSelector.Matches(pods.Labels)))
            {
                ForEachGovernance(governance => governance.Remove(pods));
                pods.Govern();
                ForEachGovernance(governance => governance.Add(pods));
            }
        }
    }

    private void Recut(IEnumerable<IpBlock> added, IEnumerable<IpBlock> removed)
    {
        foreach (var pods in _classes.Cells.Recut(added, removed))
        {
            if (!_classes.Rehome(pods))
            {
                Drop(pods);
                foreach (var pod in pods.Pods)
                {
                    Put(pod);
                }
            }
        }
    }

    private void ForEachGovernance(Action<Governance> act)
    {
        if (_ingress.IsValueCreated)
        {
            act(_ingress.Value);
        }

        if (_egress.IsValueCreated)
        {
            act(_egress.Value);
        }
    }
}
