using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>One end of a block of connections: classes of pods, or a range of addresses outside the cluster.</summary>
/// <param name="Pods">The classes; empty for addresses.</param>
/// <param name="Range">The addresses; null for pods.</param>
internal readonly record struct BlockEnd(PodCrowd Pods, IpRange? Range)
{
    /// <summary>Whether there is anything at this end now: addresses, or pods that run.</summary>
    public bool Exists => Range is not null || Pods.RunningPods > 0;
}

/// <summary>Connections that a change treats alike: from every one of some ends to every one of others.</summary>
/// <param name="Cause">The direction of the policies that changed; when both did, ingress.</param>
/// <param name="Changed">The pods whose policies changed, which are at the end that <paramref name="Cause"/> says.</param>
/// <param name="Other">The pods at the other end, when their policies changed too.</param>
/// <param name="From">Where the connections start.</param>
/// <param name="To">Where they arrive.</param>
/// <param name="Passes">What passed and passes.</param>
/// <param name="Withdrawn">What the changed policies at either end allowed there and allow no more, whatever the other end says.</param>
internal sealed record ConnectionBlock(
    Direction Cause, GovernedPods Changed, GovernedPods? Other, BlockEnd From, BlockEnd To, BeforeAfter Passes, Withdrawal Withdrawn)
{
    /// <summary>What passed and passes no more.</summary>
    public ConnectionSet Lost { get; } = Passes.Before.Except(Passes.After);

    /// <summary>What passes now and did not.</summary>
    public ConnectionSet Gained { get; } = Passes.After.Except(Passes.Before);

    /// <summary>Whether both ends exist.</summary>
    public bool Exists => From.Exists && To.Exists;

    /// <summary>The pods whose policies changed at one end; null when none did there.</summary>
    public GovernedPods? ChangedAt(Direction direction) => direction == Cause ? Changed : Other;

    /// <summary>What of the loss the policies at one end brought about, alone or together with those at the other.</summary>
    public ConnectionSet LostAt(Direction direction) =>
        Lost.Intersect(direction == Cause ? Withdrawn.AtChanged : Withdrawn.AtOther);
}

/// <summary>What passes before a change and after it.</summary>
internal readonly record struct BeforeAfter(ConnectionSet Before, ConnectionSet After);

/// <summary>What the two ends of a block allowed and allow no more.</summary>
internal readonly record struct Withdrawal(ConnectionSet AtChanged, ConnectionSet AtOther);
