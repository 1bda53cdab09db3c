using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>A policy whose ingress rules are gone while its pods stay isolated: the template that renders <c>ingress: []</c>.</summary>
internal static class IngressRulesRemoved
{
    public static Rule Rule { get; } = new(Look)
    {
        Id = "ingress-rules-removed",
        Finds = "The policy's ingress rules admitted sources to pods that stay isolated, and no policy admits these sources any more.",
        Why = "A template that renders `ingress: []`, or a second manifest of the same name, replaces the whole list of rules: the pods stay "
            + "isolated and their clients time out. The rule stays silent where other policies admit the same sources to the same ports, "
            + "and about pods that are isolated no longer.",
        Remediation = "Restore the rules, or first apply another policy that admits these sources.",
        Actions = new RuleActions(null, Verdict.Deny, Verdict.Warn),
        Exceptions = "warn when only some of what the rules admitted is lost, or when no such pod runs",
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        if (context.Before is not { } before || !before.Spec.Isolates(Direction.Ingress) || context.Namespace is null && !HasExtra(context))
        {
            return [];
        }

        var loss = new Loss();
        foreach (var pods in Subjects(context, before))
        {
            Compare(context, before, pods, loss);
        }

        return loss.Sources.Count == 0 && !loss.FromOutside ? [] : [Describe(context, loss)];
    }

    private static bool HasExtra(RuleContext context) => context.Simulation.Views.Classes.Any(pods => pods.IsHypothetical);

    private static IEnumerable<PodClass> Subjects(RuleContext context, NetworkPolicy before)
    {
        var subjects = context.Simulation.Views.Classes.Where(pods =>
            !pods.IsTerminating && pods.Namespace.Name == before.Key.Namespace && before.Spec.PodSelector.Matches(pods.Labels)).ToList();
        return subjects.Exists(pods => !pods.IsHypothetical) ? subjects.Where(pods => !pods.IsHypothetical) : subjects;
    }

    private static void Compare(RuleContext context, NetworkPolicy before, PodClass pods, Loss loss)
    {
        var simulation = context.Simulation;
        var old = simulation.Evaluator.Of(simulation.Views.Sets.Add(PolicySet.Empty, before), Direction.Ingress, pods.Namespace, pods.Ports);
        var now = simulation.Evaluator.Of(simulation.Views.Of(pods, Direction.Ingress).After, Direction.Ingress, pods.Namespace, pods.Ports);
        foreach (var source in old.Some.Keys.Union(now.Some.Keys).Where(source => !source.IsTerminating && PodClass.Pairs(source, pods) > 0))
        {
            loss.Count(source, pods, old.With(source), now.With(source));
        }

        if (!old.EveryPod.IsEmpty)
        {
            var rest = simulation.Index.Classes.Where(source => !old.Some.ContainsKey(source) && !now.Some.ContainsKey(source));
            loss.CountEveryPod(rest, pods, old.EveryPod, now.EveryPod);
        }

        foreach (var (range, admitted, admits) in ExternalMap.Pair(old.External, now.External))
        {
            if (range.Family == IpFamily.IPv4 || simulation.Index.HasIPv6)
            {
                loss.CountOutside(pods, admitted, admits);
            }
        }
    }

    private static Detection Describe(RuleContext context, Loss loss)
    {
        var sources = context.Names.Of(loss.Sources).Text;
        var outside = loss.FromOutside ? "addresses outside the cluster" : "";
        var who = sources.Length == 0 || outside.Length == 0 ? sources + outside : $"{sources}, and {outside}";
        var running = loss.Targets.Any(pods => !pods.IsHypothetical) && (loss.FromOutside || loss.Sources.Any(pods => !pods.IsHypothetical));
        var loses = loss.AnythingKept ? "loses some of what it admitted" : "loses all it admitted";
        return new Detection(
            $"policy \"{context.Change.Key}\" {loses}: {who} to {context.Names.Of(loss.Targets).Text} on {loss.Connections}"
            + (running ? "" : " (no such pods run yet)"),
            context.After?.Spec.Isolates(Direction.Ingress) == true && !context.Change.IsSameIn(Direction.Ingress)
                ? PolicyFields.Rules(Direction.Ingress)
                : PolicyFields.Scope(context))
        {
            Cap = loss.AnythingKept || !running ? Verdict.Warn : Verdict.Deny,
        };
    }

    // What the old rules admitted, held against what all policies admit now.
    private sealed class Loss
    {
        public HashSet<PodClass> Sources { get; } = [];

        public HashSet<PodClass> Targets { get; } = [];

        public ConnectionSet Connections { get; private set; } = ConnectionSet.None;

        public bool FromOutside { get; private set; }

        public bool AnythingKept { get; private set; }

        public void Count(PodClass source, PodClass target, ConnectionSet admitted, ConnectionSet admits)
        {
            if (Add(target, admitted, admits))
            {
                Sources.Add(source);
            }
        }

        public void CountEveryPod(IEnumerable<PodClass> rest, PodClass target, ConnectionSet admitted, ConnectionSet admits)
        {
            if (Add(target, admitted, admits))
            {
                Sources.UnionWith(rest.Where(source => !source.IsTerminating && PodClass.Pairs(source, target) > 0));
            }
        }

        public void CountOutside(PodClass target, ConnectionSet admitted, ConnectionSet admits) => FromOutside |= Add(target, admitted, admits);

        private bool Add(PodClass target, ConnectionSet admitted, ConnectionSet admits)
        {
            var lost = admitted.Except(admits);
            AnythingKept |= !admitted.Intersect(admits).IsEmpty;
            if (lost.IsEmpty)
            {
                return false;
            }

            Targets.Add(target);
            Connections = Connections.Union(lost);
            return true;
        }
    }
}
