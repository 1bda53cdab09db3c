using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>Tells a Service's port from that of its pods.</summary>
internal static class ServicePorts
{
    private const int Shown = 3;

    /// <summary>What is wrong with a number; null when some pod may listen there.</summary>
    /// <param name="context">Where to look.</param>
    /// <param name="rule">The rule that the port is of.</param>
    /// <param name="port">The port.</param>
    /// <param name="number">Its number.</param>
    /// <param name="destinations">The pods whose ports are meant.</param>
    public static WrongPort? Mistaken(RuleContext context, PolicyRule rule, PolicyPort port, int number, IReadOnlyList<PodClass> destinations)
    {
        // Most numbers are no Service's, and then nothing else need be looked at.
        var leading = destinations.Select(pods => pods.Namespace).Distinct().SelectMany(place => place.Services)
            .Where(service => service.Selector is not null && LeadsOn(service, port.Protocol, number)).ToList();
        if (leading.Count == 0)
        {
            return null;
        }

        var (services, pods, targets) = (new SortedSet<ObjectKey>(), new List<PodClass>(), new SortedSet<int>());
        foreach (var one in destinations)
        {
            var through = leading.FindAll(service => service.Key.Namespace == one.Namespace.Name && service.Selector!.Matches(one.Labels));
            var found = through.SelectMany(service => Targets(service, one, port.Protocol, number)).ToList();
            // Declaring ports is optional: pods that declare none, and that no Service says more of, may well listen there.
            if (Listens(one, port.Protocol, number) || (found.Count == 0 && one.Ports.Ports.IsEmpty))
            {
                return null;
            }

            if (found.Count > 0)
            {
                services.UnionWith(through.Select(service => service.Key));
                targets.UnionWith(found);
                pods.Add(one);
            }
        }

        return services.Count == 0 || targets.Any(target => new RulePorts().On(rule, null).Contains(port.Protocol, target))
            ? null
            : Describe(context, port, number, services, pods, targets);
    }

    private static WrongPort Describe(
        RuleContext context, PolicyPort port, int number, SortedSet<ObjectKey> services, List<PodClass> pods, SortedSet<int> targets)
    {
        var protocol = port.Protocol.Name();
        if (services.Any(service => !context.Names.MayName(service.Namespace)))
        {
            return new WrongPort(port, $"{protocol} {number} is the port of a Service in another namespace, not that of its pods", null, Verdict.Warn);
        }

        var names = services.Take(Shown).Select(service => $"\"{service}\"").ToList();
        return new WrongPort(
            port,
            $"{protocol} {number} is the port of {(services.Count == 1 ? "Service" : "the Services")} {Wording.List(names, Shown, services.Count)}, "
            + $"which {(services.Count == 1 ? "leads" : "lead")} to {protocol} {string.Join(", ", targets)} of {context.Names.Of(pods).Text}",
            targets.Count == 1 ? port with { Port = targets.Min } : null,
            Verdict.Warn);
    }

    private static bool LeadsOn(Service service, Protocol protocol, int number) =>
        service.Ports.Any(port => port.Port == number && port.Protocol == protocol && port.TargetPort != number);

    private static IEnumerable<int> Targets(Service service, PodClass pods, Protocol protocol, int number) => service.Ports
        .Where(port => port.Port == number && port.Protocol == protocol).Select(port => port.On(pods.Ports)).OfType<int>();

    private static bool Listens(PodClass pods, Protocol protocol, int number) =>
        pods.Ports.Ports.Any(declared => declared.Number == number && declared.Protocol == protocol)
        || pods.Namespace.Services.Any(service => service.Selector?.Matches(pods.Labels) == true
            && service.Ports.Any(port => port.Protocol == protocol && port.On(pods.Ports) == number));
}
