using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>
/// The policies that isolate some pods in one direction, in the order of their names. Sets are shared: two classes of pods that the same
/// policies govern hold the same object, so that what is computed for one can be kept for the other.
/// </summary>
public sealed class PolicySet
{
    private PolicySet(ImmutableArray<NetworkPolicy> policies) => Policies = policies;

    /// <summary>No policy: pods are not isolated, and everything is allowed.</summary>
    public static PolicySet Empty { get; } = new([]);

    /// <summary>The policies.</summary>
    public ImmutableArray<NetworkPolicy> Policies { get; }

    /// <summary>Whether the pods are isolated, which a single policy brings about.</summary>
    public bool Isolates => !Policies.IsEmpty;

    /// <summary>Makes sets by adding policies one by one, and the same set for the same policies.</summary>
    internal sealed class Interner
    {
        private readonly Dictionary<Step, PolicySet> _sets = [];

        public PolicySet Add(PolicySet set, NetworkPolicy policy)
        {
            var step = new Step(set, policy);
            if (!_sets.TryGetValue(step, out var result))
            {
                _sets[step] = result = new PolicySet([.. set.Policies, policy]);
            }

            return result;
        }

        // By reference: two policies are never the same object, and their content is long to compare.
        private readonly struct Step(PolicySet set, NetworkPolicy policy) : IEquatable<Step>
        {
            private readonly PolicySet _set = set;
            private readonly NetworkPolicy _policy = policy;

            public bool Equals(Step other) => ReferenceEquals(_set, other._set) && ReferenceEquals(_policy, other._policy);

            public override bool Equals(object? obj) => obj is Step other && Equals(other);

            public override int GetHashCode() => HashCode.Combine(
                System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_set),
                System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_policy));
        }
    }
}
