using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules.Fixes;

/// <summary>Small changes of a policy, each as the policy that results and as the patch that brings it about.</summary>
internal static class Corrections
{
    /// <summary>Adds rules to those of a direction.</summary>
    public static Fix AddRules(NetworkPolicy policy, Direction direction, IReadOnlyList<PolicyRule> rules)
    {
        var old = policy.Spec.Rules(direction);
        var json = rules.Select(rule => SpecJson.Of(rule, PolicyFields.Peers(direction)));
        var patch = old.IsEmpty
            ? [PatchOperation.Add(Pointer(direction), new JsonArray([.. json]))]
            : json.Select(rule => PatchOperation.Add($"{Pointer(direction)}/-", rule));
        return Make(FixKind.Restores, With(policy, direction, [.. old, .. rules]), patch);
    }

    /// <summary>Names both directions in policyTypes.</summary>
    public static Fix NameBothTypes(NetworkPolicy policy) => Make(
        FixKind.Corrects,
        policy with { Spec = policy.Spec with { PolicyTypes = PolicyTypes.Both } },
        PatchOperation.Add("/spec/policyTypes", new JsonArray("Ingress", "Egress")));

    /// <summary>Selects other pods.</summary>
    public static Fix Select(NetworkPolicy policy, LabelSelector pods) => Make(
        FixKind.Corrects,
        policy with { Spec = policy.Spec with { PodSelector = pods } },
        PatchOperation.Replace("/spec/podSelector", SpecJson.Of(pods)));

    /// <summary>Gives a peer another podSelector.</summary>
    public static Fix SelectPeerPods(NetworkPolicy policy, Direction direction, int rule, int peer, LabelSelector pods) => Make(
        FixKind.Corrects,
        WithPeers(policy, direction, rule, peers => peers.SetItem(peer, peers[peer] with { PodSelector = pods })),
        SelectorPatch($"{Pointer(direction, rule, peer)}/podSelector", policy.Spec.Rules(direction)[rule].Peers[peer].PodSelector!, pods));

    /// <summary>Gives a peer another namespaceSelector.</summary>
    public static Fix SelectPeerNamespaces(NetworkPolicy policy, Direction direction, int rule, int peer, LabelSelector namespaces) => Make(
        FixKind.Corrects,
        WithPeers(policy, direction, rule, peers => peers.SetItem(peer, peers[peer] with { NamespaceSelector = namespaces })),
        SelectorPatch(
            $"{Pointer(direction, rule, peer)}/namespaceSelector", policy.Spec.Rules(direction)[rule].Peers[peer].NamespaceSelector!, namespaces));

    /// <summary>Makes one peer of two.</summary>
    /// <remarks>What stands behind them moves up, so a patch that comes late, or twice, has to find out that its places are others' now.</remarks>
    public static Fix Join(NetworkPolicy policy, SeparatedPeers pair) => Make(
        FixKind.Restores,
        WithPeers(policy, pair.Direction, pair.Rule, peers => peers.SetItem(pair.NamespacePeer, pair.Joined).RemoveAt(pair.PodPeer)),
        PatchOperation.Test($"{Pointer(pair.Direction, pair.Rule, pair.PodPeer)}/podSelector", SpecJson.Of(pair.Pods)),
        PatchOperation.Add($"{Pointer(pair.Direction, pair.Rule, pair.NamespacePeer)}/podSelector", SpecJson.Of(pair.Pods)),
        PatchOperation.Remove(Pointer(pair.Direction, pair.Rule, pair.PodPeer)));

    /// <summary>Puts another port in a port's place.</summary>
    public static Fix SetPort(NetworkPolicy policy, Direction direction, int rule, int port, PolicyPort meant)
    {
        var rules = policy.Spec.Rules(direction);
        var old = rules[rule].Ports[port];
        var path = $"{Pointer(direction)}/{rule}/ports/{port}";
        List<PatchOperation> patch =
        [
            PatchOperation.Test($"{path}/port", SpecJson.PortOf(old)), PatchOperation.Replace($"{path}/port", SpecJson.PortOf(meant)),
        ];
        if (old.Protocol != meant.Protocol)
        {
            patch.Add(PatchOperation.Add($"{path}/protocol", meant.Protocol.Name()));
        }

        var corrected = rules.SetItem(rule, rules[rule] with { Ports = rules[rule].Ports.SetItem(port, meant) });
        return Make(FixKind.Corrects, With(policy, direction, corrected), patch);
    }

    /// <summary>Puts a policy into another namespace.</summary>
    public static Fix Move(NetworkPolicy policy, string place) => Make(
        FixKind.Corrects,
        policy with { Key = policy.Key with { Namespace = place }, NamespaceOmitted = false },
        PatchOperation.Add("/metadata/namespace", place));

    private static Fix Make(FixKind kind, NetworkPolicy corrected, params IEnumerable<PatchOperation> patch) =>
        new(corrected, JsonPatch.Of(patch)) { Kind = kind };

    private static IEnumerable<PatchOperation> SelectorPatch(string path, LabelSelector old, LabelSelector meant) =>
        [PatchOperation.Test(path, SpecJson.Of(old)), PatchOperation.Replace(path, SpecJson.Of(meant))];

    private static string Pointer(Direction direction) => $"/spec/{PolicyFields.Name(direction)}";

    private static string Pointer(Direction direction, int rule, int peer) =>
        $"{Pointer(direction)}/{rule}/{PolicyFields.Peers(direction)}/{peer}";

    private static NetworkPolicy With(NetworkPolicy policy, Direction direction, ImmutableArray<PolicyRule> rules) => policy with
    {
        // A policy that names no types is defaulted by its rules, and these are not to change what it isolates.
        Spec = direction == Direction.Ingress ? policy.Spec with { Ingress = rules } : policy.Spec with { Egress = rules },
    };

    private static NetworkPolicy WithPeers(
        NetworkPolicy policy, Direction direction, int rule, Func<ImmutableArray<PolicyPeer>, ImmutableArray<PolicyPeer>> change)
    {
        var rules = policy.Spec.Rules(direction);
        return With(policy, direction, rules.SetItem(rule, rules[rule] with { Peers = change(rules[rule].Peers) }));
    }
}
