using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Cli.Tests;

public sealed class PolicyTextTests
{
    private static readonly ObjectKey Web = new("shop", "web");

    // No rule denies a deletion by itself; a configuration can.
    [Fact]
    public void A_denied_deletion_is_acknowledged_by_a_command()
    {
        var text = Write(Operation.Delete, stored: null, Denied("isolation-ends"));

        Assert.EndsWith(
            """
              if this is meant, first run:
                kubectl annotate networkpolicy web -n shop admission-guard.io/acknowledge='isolation-ends=0123abcd'

            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_annotation_that_is_there_already_is_overwritten() => Assert.Contains(
        "networkpolicy web -n shop --overwrite admission-guard.io/acknowledge='a=0123abcd'",
        Write(Operation.Delete, stored: "old=1", Denied("a")),
        StringComparison.Ordinal);

    [Fact]
    public void One_annotation_carries_all_entries_each_once() => Assert.EndsWith(
        "    admission-guard.io/acknowledge: \"a=0123abcd,b=0123abcd,c=0123abcd\"\n",
        Write(
            Operation.Update, stored: null, Denied("a"), Denied("b"), Denied("b"),
            Denied("c") with { Action = Verdict.Audit, IsAcknowledged = true }, Denied("d") with { Action = Verdict.Warn }),
        StringComparison.Ordinal);

    private static Finding Denied(string rule) => new()
    {
        Rule = rule,
        Action = Verdict.Deny,
        IsCurable = false,
        Message = "something happens",
        Field = "spec",
        Remediation = "Do something.",
        Digest = "0123abcd",
    };

    private static string Write(Operation operation, string? stored, params Finding[] findings)
    {
        var policy = new NetworkPolicy
        {
            Key = Web,
            Spec = new PolicySpec(LabelSelector.Everything, [], []),
            Acknowledgement = stored,
        };
        using var writer = new StringWriter();
        PolicyText.Write(
            new Page(writer, isColoured: false),
            new PolicyReview(Web, operation, [.. findings], () => ConnectionEffect.None, () => default),
            new PolicyChange(Web, policy, operation == Operation.Delete ? null : policy));
        return writer.ToString();
    }
}
