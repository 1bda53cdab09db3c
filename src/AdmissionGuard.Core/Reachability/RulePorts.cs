using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>What the <c>ports</c> of a rule let pass (NetworkPolicyPort).</summary>
internal sealed class RulePorts
{
    private readonly Dictionary<PolicyRule, ConnectionSet> _numbered = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a rule names a container port, so that it means other numbers on other pods.</summary>
    public static bool HasNames(PolicyRule rule)
    {
        foreach (var port in rule.Ports)
        {
            if (port.Name is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a rule lets pass to a destination with these container ports; null: one that declares none.</summary>
    public ConnectionSet On(PolicyRule rule, ContainerPorts? destination)
    {
        if (!_numbered.TryGetValue(rule, out var numbered))
        {
            _numbered[rule] = numbered = Numbered(rule);
        }

        if (destination is null || !HasNames(rule))
        {
            return numbered;
        }

        foreach (var port in rule.Ports)
        {
            // A named port is looked up on each destination pod, by name and protocol; a pod that does not declare it is not meant.
            if (port.Name is { } name && destination.Resolve(name, port.Protocol) is { } number)
            {
                numbered = numbered.Union(ConnectionSet.Of(port.Protocol, number));
            }
        }

        return numbered;
    }

    private static ConnectionSet Numbered(PolicyRule rule)
    {
        // "If this field is empty or missing, this rule matches all ports (traffic not restricted by port)."
        if (rule.Ports.IsEmpty)
        {
            return ConnectionSet.All;
        }

        var result = ConnectionSet.None;
        foreach (var port in rule.Ports)
        {
            if (port.Name is null)
            {
                // "If this field [port] is not provided, this matches all port names and numbers", of the entry's protocol.
                var ports = port.Port is { } first ? PortSet.Of(first, port.EndPort ?? first) : PortSet.All;
                result = result.Union(ConnectionSet.Of(port.Protocol, ports));
            }
        }

        return result;
    }
}
