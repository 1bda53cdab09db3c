using System.Collections.Immutable;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>
/// Connections that pass before a set of changes and after all of it, at one of their ends: what all policies that may make a difference do
/// to them. They are interrupted while a policy isolates the pod and none is open.
/// </summary>
/// <param name="IsIsolated">Whether a policy that does not change, or no longer, isolates the pod and is not open.</param>
/// <param name="Turns">The changes that have a say, by their numbers.</param>
/// <param name="Evidence">The connections, for people.</param>
internal sealed record Passage(bool IsIsolated, ImmutableArray<Turn> Turns, PassageEvidence Evidence)
{
    /// <summary>Whether any order of the changes interrupts them at all.</summary>
    // "Network policies do not conflict; they are additive": one open policy is enough, and the first that isolates is what closes.
    public bool CanBreak => CanBreakAmong(_ => true, _ => false);

    /// <summary>Whether they are interrupted once some changes have been made and others not.</summary>
    public bool IsBroken(Func<int, bool> isMade)
    {
        var isIsolated = IsIsolated;
        foreach (var turn in Turns)
        {
            var standing = turn.At(isMade(turn.Change));
            if (standing == Standing.Open)
            {
                return false;
            }

            isIsolated |= standing == Standing.Closed;
        }

        return isIsolated;
    }

    /// <summary>Whether some changes, made in any order after others, can interrupt them on the way.</summary>
    /// <param name="isMoving">The changes that are made in any order.</param>
    /// <param name="isMade">The changes that were made before them.</param>
    public bool CanBreakAmong(Func<int, bool> isMoving, Func<int, bool> isMade)
    {
        var isIsolated = IsIsolated;
        foreach (var turn in Turns)
        {
            var moves = isMoving(turn.Change);
            var (least, other) = moves ? (turn.Before, turn.After) : (turn.At(isMade(turn.Change)), turn.At(isMade(turn.Change)));
            if (least == Standing.Open && other == Standing.Open)
            {
                return false;
            }

            isIsolated |= least == Standing.Closed || other == Standing.Closed;
        }

        return isIsolated;
    }

    /// <summary>The same once some changes are settled, made for good or not before all others; null when nothing can interrupt them any more.</summary>
    public Passage? Settle(IReadOnlySet<int> changes, bool made)
    {
        var settled = Turns.Where(turn => changes.Contains(turn.Change)).Select(turn => turn.At(made)).ToList();
        if (settled.Count == 0)
        {
            return this;
        }

        if (settled.Contains(Standing.Open))
        {
            return null;
        }

        var rest = this with
        {
            IsIsolated = IsIsolated || settled.Contains(Standing.Closed),
            Turns = [.. Turns.Where(turn => !changes.Contains(turn.Change))],
        };
        return rest.CanBreak ? rest : null;
    }
}
