using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

namespace AdmissionGuard.Core.Rules;

/// <summary>A port that no pod has: a Service's, which leads to another one of its pods, or a name that no container declares.</summary>
internal static class PortNotExposed
{
    public static Rule Rule { get; } = new(context => OldFlaws.Weaken(context, policy => Find(context, policy)))
    {
        Id = "port-not-exposed",
        Finds = "A rule's port is a Service's where its pods have another one, or a name that no container declares.",
        Why = "Policies match the pods' own ports, after a Service has led from its port to theirs. A rule for port 80 of a Service whose pods listen "
            + "at 8080 allows nothing, and neither does a named port that no selected pod declares. The rule stays silent where some pod declares "
            + "the port, where the pods' own port is allowed beside it, about ranges, about rules with an ipBlock, and where no such pod runs.",
        Remediation = "Name the port of the pods' containers.",
        Actions = new RuleActions(Verdict.Warn, Verdict.Warn, null),
        Exceptions = "audit about a name in a policy for a whole namespace: it may be one policy for many namespaces",
    };

    private static IEnumerable<Detection> Find(RuleContext context, NetworkPolicy policy)
    {
        if (context.Namespace is not { } place)
        {
            yield break;
        }

        foreach (var direction in Enum.GetValues<Direction>().Where(policy.Spec.Isolates))
        {
            var rules = policy.Spec.Rules(direction);
            for (var i = 0; i < rules.Length; i++)
            {
                if (rules[i].Ports.IsEmpty || rules[i].Peers.Any(peer => peer.IpBlock is not null))
                {
                    continue;
                }

                var pods = new Lazy<IReadOnlyList<PodClass>?>(() => Destinations(context, policy, place, direction, rules[i]));
                for (var j = 0; j < rules[i].Ports.Length; j++)
                {
                    if (Look(context, policy, rules[i], rules[i].Ports[j], pods) is { } wrong)
                    {
                        var (rule, item) = (i, j);
                        yield return Describe(wrong, direction, rules[i], $"{PolicyFields.Rules(direction)}[{i}].ports[{j}].port") with
                        {
                            Fix = wrong.Meant is { } meant ? () => Corrections.SetPort(policy, direction, rule, item, meant) : null,
                        };
                    }
                }
            }
        }
    }

    private static WrongPort? Look(
        RuleContext context, NetworkPolicy policy, PolicyRule rule, PolicyPort port, Lazy<IReadOnlyList<PodClass>?> known)
    {
        context.Simulation.Pulse();
        return port switch
        {
            { Name: { } name } => DeclaredPorts.Undeclared(context, policy, port, name, known.Value ?? context.Simulation.Index.Classes),
            { Port: { } number, EndPort: null } when known.Value is { } pods => ServicePorts.Mistaken(context, rule, port, number, pods),
            _ => null,
        };
    }

    // "ports" are those of the destination: the policy's own pods for ingress, the peers' for egress. Null: every pod there is.
    private static IReadOnlyList<PodClass>? Destinations(
        RuleContext context, NetworkPolicy policy, NamespaceEntry place, Direction direction, PolicyRule rule)
    {
        if (direction == Direction.Ingress)
        {
            return [.. place.Classes.Where(pods => !pods.IsTerminating && policy.Spec.PodSelector.Matches(pods.Labels))];
        }

        // What stands in for pods that nobody has heard of declares no ports, because nobody knows them.
        return PolicyEvaluator.MeansEveryPod(rule)
            ? null
            : [.. context.Simulation.Evaluator.SingledOut(rule, place).Where(pods => pods.Ordinal >= 0 && !pods.IsTerminating)];
    }

    private static Detection Describe(WrongPort wrong, Direction direction, PolicyRule rule, string field)
    {
        var peers = direction == Direction.Ingress ? "" : string.Join("; ", rule.Peers.Select(SpecText.Of));
        return new Detection(wrong.Message, field)
        {
            Cap = wrong.Cap,
            Flaw = $"{direction} {wrong.Port.Protocol.Name()} {wrong.Port.Name ?? $"{wrong.Port.Port}"} {peers}",
            Remediation = wrong.Meant is { } meant
                ? $"Set {field} to {meant.Name ?? $"{meant.Port}"}{(meant.Protocol == wrong.Port.Protocol ? "" : $" and its protocol to {meant.Protocol.Name()}")}."
                : null,
        };
    }
}

/// <summary>A port that no pod has.</summary>
/// <param name="Port">The port.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Meant">What is meant instead; null when that is not certain.</param>
/// <param name="Cap">The strongest that may become of it.</param>
internal sealed record WrongPort(PolicyPort Port, string Message, PolicyPort? Meant, Verdict Cap);
