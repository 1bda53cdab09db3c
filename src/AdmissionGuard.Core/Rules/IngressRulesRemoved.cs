using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules.Fixes;

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
        IsAboutChange = true,
        Actions = new RuleActions(null, Verdict.Deny, Verdict.Warn),
        Exceptions = "warn when only some of what the rules admitted is lost, or when no such pod runs",
        IsCurable = true,
    };

    private static IEnumerable<Detection> Look(RuleContext context)
    {
        if (context.Before is not { } before || !before.Spec.Isolates(Direction.Ingress))
        {
            return [];
        }

        // What only befalls pods that do not run is said where nothing befalls others.
        var (real, imagined) = (new AdmissionLoss(context.Names), new AdmissionLoss(context.Names));
        foreach (var pods in context.Simulation.Views.In(before.Key.Namespace))
        {
            // A pod that no policy isolates any longer has lost nothing.
            if (!pods.IsTerminating && before.Spec.PodSelector.Matches(pods.Labels)
                && context.Simulation.Views.Of(pods, Direction.Ingress).After.Isolates)
            {
                Compare(context, before, pods, real, imagined);
            }
        }

        return real.Any ? [Describe(context, real, running: true)] : imagined.Any ? [Describe(context, imagined, running: false)] : [];
    }

    private static void Compare(RuleContext context, NetworkPolicy before, PodClass pods, AdmissionLoss real, AdmissionLoss imagined)
    {
        var simulation = context.Simulation;
        simulation.Pulse();
        var old = simulation.Evaluator.Of(simulation.Views.Sets.Of([before]), Direction.Ingress, pods.Namespace, pods.Ports);
        var now = simulation.Evaluator.Of(simulation.Views.Of(pods, Direction.Ingress).After, Direction.Ingress, pods.Namespace, pods.Ports);
        foreach (var source in old.Some.Keys.Union(now.Some.Keys))
        {
            Count(source, old.With(source), now.With(source));
        }

        if (!old.EveryPod.IsEmpty)
        {
            foreach (var source in simulation.Index.Classes.Where(source => !old.Some.ContainsKey(source) && !now.Some.ContainsKey(source)))
            {
                Count(source, old.EveryPod, now.EveryPod);
            }
        }

        foreach (var (range, admitted, admits) in ExternalMap.Pair(old.External, now.External))
        {
            if (range.Family == IpFamily.IPv4 || simulation.HasIPv6)
            {
                (pods.IsHypothetical ? imagined : real).CountOutside(pods, admitted, admits);
            }
        }

        void Count(PodClass source, ConnectionSet admitted, ConnectionSet admits)
        {
            if (!source.IsTerminating && PodClass.Pairs(source, pods) > 0)
            {
                (source.IsHypothetical || pods.IsHypothetical ? imagined : real).Count(source, pods, admitted, admits);
            }
        }
    }

    private static Fix? Restored(RuleContext context)
    {
        if (context is not { Before: { } before, After: { } after })
        {
            return null;
        }

        var lost = LostRules.Between(before.Spec.Ingress, after.Spec.Ingress);
        return lost.Count == 0 ? null : Corrections.AddRules(after, Direction.Ingress, lost);
    }

    private static Detection Describe(RuleContext context, AdmissionLoss loss, bool running)
    {
        var sources = context.Names.Of(loss.Sources).Text;
        var outside = loss.FromOutside ? "addresses outside the cluster" : "";
        var who = sources.Length == 0 || outside.Length == 0 ? sources + outside : $"{sources}, and {outside}";
        var loses = loss.AnythingKept ? "loses some of what it admitted" : "loses all it admitted";
        return new Detection(
            $"policy \"{context.Change.Key}\" {loses}: {who} to {context.Names.Of(loss.Targets).Text} on {loss.Connections}"
            + (running ? "" : " (no such pods run yet)"),
            PolicyFields.Cause(context, Direction.Ingress))
        {
            Cap = loss.AnythingKept || !running ? Verdict.Warn : Verdict.Deny,
            Subjects = loss.Pods,
            Fix = () => Restored(context),
        };
    }
}
