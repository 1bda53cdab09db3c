using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Looks for named ports among those that containers declare.</summary>
internal static class DeclaredPorts
{
    /// <summary>What is wrong with a name; null when some pod declares it, or none is there to declare it.</summary>
    public static WrongPort? Undeclared(
        RuleContext context, NetworkPolicy policy, PolicyPort port, string name, IReadOnlyList<PodClass> destinations)
    {
        if (destinations.Count == 0 || destinations.Any(pods => pods.Ports.Resolve(name, port.Protocol) is not null))
        {
            return null;
        }

        // Hints never cross namespaces.
        var declared = destinations.Where(pods => pods.Namespace.Name == policy.Key.Namespace).SelectMany(pods => pods.Ports.Ports)
            .Where(one => one.Name is not null).Select(one => new PolicyPort(one.Protocol, Name: one.Name)).Distinct().ToList();
        var meant = declared.FindAll(one => one.Name == name) is { Count: > 0 } otherProtocol
            ? otherProtocol
            : declared.FindAll(one => one.Protocol == port.Protocol && NearLabels.AreNear(one.Name!, name));
        meant.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        var hint = meant.Count == 0 ? "" : $"; nearest there: {meant[0].Protocol.Name()} \"{meant[0].Name}\"";
        var isForMany = policy.Spec.PodSelector.IsEmpty && meant.Count == 0;
        return new WrongPort(
            port,
            $"no container of {context.Names.Of(destinations).Text} declares a {port.Protocol.Name()} port \"{name}\"{hint}",
            meant is [var only] ? only : null,
            isForMany ? Verdict.Audit : Verdict.Warn);
    }
}
