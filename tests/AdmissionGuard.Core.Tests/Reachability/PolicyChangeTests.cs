using AdmissionGuard.Core.Model;
using PolicyChange = AdmissionGuard.Core.Reachability.PolicyChange;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>When a change leaves a direction as it was.</summary>
public sealed class PolicyChangeTests
{
    private static readonly NetworkPolicy Old = Some.Policy(
        "shop/p", "app=web", ingress: [Some.Rule(Some.Peer("app=api"), "TCP 80")], egress: [Some.Rule(ports: "UDP 53")]);

    [Fact]
    public void Another_selector_leaves_both_directions_to_those_that_stay_selected()
    {
        Assert.True(IsSame(Old, Some.Policy("shop/p", "app=db", [.. Old.Spec.Ingress], [.. Old.Spec.Egress]), Direction.Ingress));
        Assert.True(IsSame(Old, Some.Policy("shop/p", "app=db", [.. Old.Spec.Ingress], [.. Old.Spec.Egress]), Direction.Egress));
    }

    [Fact]
    public void Other_rules_change_their_own_direction_alone()
    {
        var changed = Old with { Spec = Old.Spec with { Ingress = [Some.Rule()] } };
        Assert.False(IsSame(Old, changed, Direction.Ingress));
        Assert.True(IsSame(Old, changed, Direction.Egress));
    }

    [Fact]
    public void A_direction_that_starts_or_ends_to_be_isolated_changes()
    {
        var changed = Old with { Spec = Old.Spec with { PolicyTypes = PolicyTypes.Ingress } };
        Assert.True(IsSame(Old, changed, Direction.Ingress));
        Assert.False(IsSame(Old, changed, Direction.Egress));
    }

    [Fact]
    public void Writing_out_the_default_policyTypes_changes_nothing() =>
        Assert.True(IsSame(Old, Old with { Spec = Old.Spec with { PolicyTypes = PolicyTypes.Both } }, Direction.Egress));

    [Fact]
    public void Creating_and_deleting_change_both_directions()
    {
        Assert.False(IsSame(null, Old, Direction.Egress));
        Assert.False(IsSame(Old, null, Direction.Ingress));
    }

    private static bool IsSame(NetworkPolicy? before, NetworkPolicy? after, Direction direction) =>
        new PolicyChange(Old.Key, before, after).IsSameIn(direction);
}
