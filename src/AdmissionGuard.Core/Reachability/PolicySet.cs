using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>Makes the same set for the same policies.</summary>
    internal sealed class Interner
    {
        private readonly HashSet<PolicySet> _sets = new(SamePolicies.Instance);

        /// <summary>The set of some policies, in the order of their names.</summary>
        public PolicySet Of(List<NetworkPolicy> policies)
        {
            if (policies.Count == 0)
            {
                return Empty;
            }

            var sets = _sets.GetAlternateLookup<ReadOnlySpan<NetworkPolicy>>();
            var span = CollectionsMarshal.AsSpan(policies);
            if (!sets.TryGetValue(span, out var set))
            {
                set = new PolicySet([.. policies]);
                _sets.Add(set);
            }

            return set;
        }

        /// <summary>Makes another's set its own, unless it has such a one.</summary>
        public void Adopt(PolicySet set)
        {
            if (set.Isolates)
            {
                _sets.Add(set);
            }
        }

        /// <summary>Makes no set of a policy any more.</summary>
        public void Forget(NetworkPolicy policy) => _sets.RemoveWhere(set => set.Policies.Any(one => ReferenceEquals(one, policy)));
    }

    // By reference: two policies are never the same object, and their content is long to compare.
    private sealed class SamePolicies : IEqualityComparer<PolicySet>, IAlternateEqualityComparer<ReadOnlySpan<NetworkPolicy>, PolicySet>
    {
        public static SamePolicies Instance { get; } = new();

        public bool Equals(PolicySet? x, PolicySet? y) => ReferenceEquals(x, y) || (x is not null && y is not null && Equals(x.Policies.AsSpan(), y));

        public int GetHashCode(PolicySet obj) => GetHashCode(obj.Policies.AsSpan());

        public bool Equals(ReadOnlySpan<NetworkPolicy> alternate, PolicySet other)
        {
            if (alternate.Length != other.Policies.Length)
            {
                return false;
            }

            for (var i = 0; i < alternate.Length; i++)
            {
                if (!ReferenceEquals(alternate[i], other.Policies[i]))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(ReadOnlySpan<NetworkPolicy> alternate)
        {
            var hash = alternate.Length;
            foreach (var policy in alternate)
            {
                hash = (hash * 31) + RuntimeHelpers.GetHashCode(policy);
            }

            return hash;
        }

        public PolicySet Create(ReadOnlySpan<NetworkPolicy> alternate) => new([.. alternate]);
    }
}
