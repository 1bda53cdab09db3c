using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Sequencing;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>How to bring a set of changes into a cluster, for people; nothing where any order is fine.</summary>
internal static class RolloutText
{
    private const int ShownNames = 8;

    /// <summary>The same as lines without colour; those that belong to the one above begin with two spaces.</summary>
    public static IReadOnlyList<string> Lines(ChangeSetReview review)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Write(new Page(text, isColoured: false), review);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static void Write(Page page, ChangeSetReview review)
    {
        var deletions = review.Reviews.Where(policy => policy.Operation == Operation.Delete).Select(policy => policy.Policy).ToHashSet();
        if (review.Order.Matters)
        {
            page.Line();
            Write(page, review.Order, deletions);
        }

        var denied = review.Reviews.Where(policy => policy.Verdict == Verdict.Deny).Select(policy => policy.Policy).ToHashSet();
        List<(string Tool, string Outcome)> outcomes = [.. Flux(review.GitOps.Flux, denied), .. ArgoCd(review.GitOps.ArgoCd, denied)];
        if (outcomes.Count > 0)
        {
            page.Line();
        }

        foreach (var (tool, outcome) in outcomes)
        {
            page.Add(Ink.Strong, $"{tool}:").Add(" ").Line(outcome);
        }
    }

    private static void Write(Page page, ApplyOrder order, HashSet<ObjectKey> deletions)
    {
        if (order.Conflicts.IsEmpty)
        {
            page.Add(Ink.Strong, "order:").Line($" {order.Steps.Length} steps, so that nothing that works before and after is interrupted on the way");
        }
        else
        {
            var certain = order.Conflicts.All(conflict => conflict.IsCertain);
            page.Add(Ink.Bad, "order:").Line($" {(certain ? "none works" : "none found")} without interrupting on the way what works before and after");
        }

        for (var i = 0; order.Steps.Length > 1 && i < order.Steps.Length; i++)
        {
            page.Line($"  {i + 1}. {Names(order.Steps[i], key => deletions.Contains(key) ? $"delete {key}" : key.ToString())}");
        }

        if (!order.AtAnyTime.IsEmpty)
        {
            page.Line($"  at any time: {Names(order.AtAnyTime, key => key.ToString())}");
        }

        foreach (var conflict in order.Conflicts)
        {
            foreach (var interruption in conflict.Interruptions.Take(ShownNames))
            {
                page.Add("  ").Add(Ink.Bad, interruption.Policy.ToString()).Line($" first interrupts {interruption.Connections}");
            }

            if (conflict.Interruptions.Length > ShownNames)
            {
                page.Line($"  and {conflict.Interruptions.Length - ShownNames} more");
            }

            page.Line($"  fix: {conflict.Remedy}");
        }
    }

    // What the set as a whole is denied for has been said.
    private static IEnumerable<(string Tool, string Outcome)> Flux(FluxForecast flux, HashSet<ObjectKey> denied)
    {
        if (flux.FailsDryRun.Any(key => !denied.Contains(key)))
        {
            yield return ("Flux", $"applies nothing: its dry run against the unchanged cluster is rejected for {Names(flux.FailsDryRun, Plain)}");
        }
        else if (flux.StopsAt is { } stop && !denied.Contains(stop))
        {
            var done = flux.Applied.Length == 0 ? "and has applied nothing" : $"and has applied {Names(flux.Applied, Plain)}";
            yield return ("Flux", $"stops at {stop}, which is rejected when policies are applied by name, {done}");
        }
    }

    private static IEnumerable<(string Tool, string Outcome)> ArgoCd(ArgoCdForecast argo, HashSet<ObjectKey> denied)
    {
        var passing = argo.Rejected.Where(key => !argo.RejectedAgain.Contains(key)).ToList();
        var lasting = argo.RejectedAgain.Where(key => !denied.Contains(key)).ToList();
        if (passing.Count > 0)
        {
            yield return ("Argo CD", $"may be refused {Names(passing, Plain)} when all policies are applied at once; a retry passes");
        }

        if (lasting.Count > 0)
        {
            yield return ("Argo CD", $"is refused {Names(lasting, Plain)}, with every retry");
        }
    }

    private static string Plain(ObjectKey key) => key.ToString();

    private static string Names(IReadOnlyList<ObjectKey> keys, Func<ObjectKey, string> name) => keys.Count <= ShownNames + 1
        ? string.Join(", ", keys.Select(name))
        : $"{string.Join(", ", keys.Take(ShownNames).Select(name))} and {keys.Count - ShownNames} more";
}
