using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Verifier.Reviewing;

/// <summary>What was last reviewed of a policy: the "before" of its next review.</summary>
internal sealed record ReviewedPolicy
{
    /// <summary>The policy; null when it is gone, or when its spec was too long to be kept.</summary>
    public NetworkPolicy? Policy { get; init; }

    /// <summary>The digest of a spec that was too long to be kept: it tells that something has changed, and not what. Null otherwise.</summary>
    public string? Digest { get; init; }

    /// <summary>When it is looked whether other policies have made up for what changes took; null when nothing is to be looked at.</summary>
    public PendingLook? Look { get; init; }

    /// <summary>Whether there is anything to keep.</summary>
    public bool IsEmpty => this is { Policy: null, Digest: null, Look: null };

    /// <summary>The digest of a spec.</summary>
    public static string DigestOf(PolicySpec spec) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SpecText.Of(spec))))[..32];

    /// <summary>What is to be looked at after a change has been reviewed.</summary>
    /// <param name="current">The policy after the change; null when it is gone.</param>
    /// <param name="findings">What was found.</param>
    /// <param name="now">The moment.</param>
    /// <param name="settle">How long other policies have time to make up for it.</param>
    public PendingLook? LookAfter(NetworkPolicy? current, IEnumerable<FoundAfter> findings, DateTimeOffset now, TimeSpan settle)
    {
        ImmutableArray<string> rules =
        [
            .. findings.Where(finding => finding.IsLookedAtAgain).Select(finding => finding.Rule)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        if (rules.IsEmpty)
        {
            // A policy that is gone takes nothing any more, but for what its deletion takes.
            return current is null ? null : Look;
        }

        var look = new PendingLook(Policy, now, now + settle, rules);
        return Look?.And(look) ?? look;
    }

    /// <summary>Whether a policy is still as it was reviewed.</summary>
    /// <param name="current">The policy now; null when there is none.</param>
    public bool Is(NetworkPolicy? current) => (this, current) switch
    {
        ({ Policy: { } before }, { } now) => ReferenceEquals(before, now) || Reviewer.IsWithoutEffect(new PolicyChange(now.Key, before, now)),
        ({ Digest: { } digest }, { } now) => digest == DigestOf(now.Spec),
        ({ Policy: null, Digest: null }, null) => true,
        _ => false,
    };
}

/// <summary>Something that another policy can cure was let through: it is looked at again.</summary>
/// <param name="Before">The policy before the first of the changes that the look is about; null when there was none.</param>
/// <param name="Since">When the first of them was reviewed.</param>
/// <param name="Due">When it is looked.</param>
/// <param name="Rules">What was found, by the rules' ids, sorted.</param>
internal sealed record PendingLook(NetworkPolicy? Before, DateTimeOffset Since, DateTimeOffset Due, ImmutableArray<string> Rules)
{
    /// <summary>This look, and what a later change adds to it.</summary>
    public PendingLook And(PendingLook later) =>
        later with { Before = Before, Since = Since, Rules = [.. Rules.Union(later.Rules, StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
}
