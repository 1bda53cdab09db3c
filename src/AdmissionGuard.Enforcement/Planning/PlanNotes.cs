using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>What is met on the way to a plan and must be said: what cannot be probed, and what was left out.</summary>
internal sealed class PlanNotes
{
    private readonly HashSet<Unprobed> _unprobed = [];
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, SortedSet<string>> _unfit = [];

    /// <summary>All that cannot be probed, sorted, what leaves a direction unproven first.</summary>
    public ImmutableArray<Unprobed> Unprobed =>
    [
        .. _unprobed.OrderByDescending(item => item.IsGap).ThenBy(item => item.What, StringComparer.Ordinal)
            .ThenBy(item => item.Reason, StringComparer.Ordinal),
    ];

    public ImmutableArray<string> LeftOut => [.. _leftOut];

    public void CannotProbe(string what, string reason) => _unprobed.Add(new Unprobed(what, reason));

    public void Gap(string what, string reason) => _unprobed.Add(new Unprobed(what, reason, IsGap: true));

    public void LeaveOut(string what) => _leftOut.Add(what);

    /// <summary>Pods that policies select cannot be probed.</summary>
    public void Unfit(ImmutableArray<ObjectKey> policies, string problem)
    {
        foreach (var policy in policies)
        {
            if (!_unfit.TryGetValue(policy, out var problems))
            {
                _unfit[policy] = problems = new SortedSet<string>(StringComparer.Ordinal);
            }

            problems.Add(problem);
        }
    }

    /// <summary>Why pods that a policy selects cannot be probed; empty when it selects none that cannot.</summary>
    public IReadOnlyCollection<string> UnfitOf(ObjectKey policy) => _unfit.TryGetValue(policy, out var problems) ? problems : [];
}
