using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>What a change means for one connection between two pods, over one family of addresses.</summary>
/// <param name="Before">Whether it passed.</param>
/// <param name="After">Whether it passes.</param>
/// <param name="ForbiddenBy">The directions in which policies forbid it after the change.</param>
internal readonly record struct Passage(bool Before, bool After, ImmutableArray<Direction> ForbiddenBy);

/// <summary>Asks of single connections what policies allow before and after a change.</summary>
/// <param name="views">Which policies govern which pods.</param>
/// <param name="options">The reading of ipBlock, and whether addresses are known.</param>
internal sealed class Connections(PolicyViews views, PlanOptions options)
{
    private readonly RulePorts _ports = new();

    // What a block has to do with an address that nobody knows yet lies between nothing and everything: policies add up, so that whatever
    // both of these allow, or neither, is so for each address.
    private readonly bool? _ipBlockMatchesPods = options.ByStandIns && options.IpBlockMatchesPods == true ? null : options.IpBlockMatchesPods;

    /// <summary>The two readings of ipBlock answer differently.</summary>
    public bool MetDoubt { get; private set; }

    /// <summary>What the change means for a connection; null when that depends on an unknown reading of ipBlock.</summary>
    public Passage? Of(ConnectionEnd from, ConnectionEnd to, IpFamily family, Protocol protocol, int port)
    {
        if (_ipBlockMatchesPods is { } known)
        {
            return Read(from, to, family, protocol, port, known);
        }

        var (without, with) = (Read(from, to, family, protocol, port, false), Read(from, to, family, protocol, port, true));
        if (without.Before == with.Before && without.After == with.After)
        {
            // What forbids it in one reading only is not known to forbid it, nor to let it pass.
            return without with { ForbiddenBy = [.. without.ForbiddenBy.Union(with.ForbiddenBy).Order()] };
        }

        MetDoubt = true;
        return null;
    }

    private Passage Read(ConnectionEnd from, ConnectionEnd to, IpFamily family, Protocol protocol, int port, bool blocksMatch)
    {
        var before = Allows(from, to, Direction.Egress, after: false) && Allows(to, from, Direction.Ingress, after: false);
        var leaves = Allows(from, to, Direction.Egress, after: true);
        var enters = Allows(to, from, Direction.Ingress, after: true);
        return new Passage(before, leaves && enters, (leaves, enters) switch
        {
            (true, true) => [],
            (false, true) => [Direction.Egress],
            (true, false) => [Direction.Ingress],
            _ => [Direction.Ingress, Direction.Egress],
        });

        bool Allows(ConnectionEnd near, ConnectionEnd far, Direction direction, bool after)
        {
            var sets = views.Of(near.Pods!, direction);
            var set = after ? sets.After : sets.Before;
            var destination = to.Pods!.Ports;

            // "Network policies do not conflict; they are additive."
            return !set.Isolates || set.Policies.Any(policy => policy.Spec.Rules(direction).Any(rule =>
                _ports.On(rule, destination).Contains(protocol, port) && Means(rule, near.Pods!.Namespace, far, family, blocksMatch)));
        }
    }

    // A block of one family means nothing to a packet of the other, whatever other addresses the pod has.
    private bool Means(PolicyRule rule, NamespaceEntry owner, ConnectionEnd far, IpFamily family, bool blocksMatch) =>
        rule.Peers.IsEmpty || rule.Peers.Any(peer => peer.IpBlock is { } block
            ? blocksMatch && (options.ByStandIns
                ? block.Cidr.Family == family
                : far.Pod!.Addresses.Any(address => address.Family == family && block.Contains(address)))
            : PeerSelection.Matches(peer, owner, far.Pods!, ipBlockMatchesPods: false));
}
