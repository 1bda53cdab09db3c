using System.Collections.Immutable;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Judging;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Enforcement.Reporting;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Cli.Companion;

/// <summary><c>verify</c> by the companion in the cluster: asks about each policy, waits, and tells what came of it.</summary>
internal static class CompanionVerify
{
    /// <summary>The longest that is waited for a final verdict unless somebody says otherwise: the rounds take two minutes at most.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    /// <summary>Asks and waits.</summary>
    /// <param name="client">The API server.</param>
    /// <param name="terminal">The world outside.</param>
    /// <param name="names">The policies, <c>NAMESPACE/POLICY</c>.</param>
    /// <param name="timeout">How long to wait for a verdict.</param>
    /// <exception cref="UsageException">It cannot be asked.</exception>
    /// <exception cref="UnansweredException">Nobody has answered in time.</exception>
    public static async Task<ImmutableArray<CompanionAnswer>> RunAsync(
        ApiClient client, Terminal terminal, IEnumerable<string> names, TimeSpan timeout)
    {
        List<ObjectKey> policies = [.. names.Distinct(StringComparer.Ordinal).Select(Key).Order()];
        var stored = new ObjectClient(client, "networking.k8s.io/v1", "networkpolicies", terminal.Time);
        var question = new CompanionQuestion(client, terminal.Time);
        var remarks = new List<string>();
        var answers = ImmutableArray.CreateBuilder<CompanionAnswer>();
        foreach (var policy in policies)
        {
            await RequireStoredAsync(stored, policy);
        }

        using (var line = new StatusLine(terminal, "asking the companion..."))
        {
            foreach (var policy in policies)
            {
                await question.AskAsync(policy, remarks.Add, CancellationToken.None);
            }

            foreach (var policy in policies)
            {
                answers.Add(await question.FollowAsync(policy, timeout, status => line.Show(Progress(policy, status)), CancellationToken.None));
            }
        }

        Output.Remarks(terminal, remarks);
        return answers.ToImmutable();
    }

    /// <summary>The worst of several verdicts: not enforced, then in part, then not known.</summary>
    public static EnforcementVerdict Worst(IEnumerable<CompanionAnswer> answers)
    {
        var verdicts = answers.Select(answer => answer.Verdict).ToList();
        EnforcementVerdict[] order = [EnforcementVerdict.NotEnforced, EnforcementVerdict.Partial, EnforcementVerdict.Inconclusive];
        return order.Cast<EnforcementVerdict?>().FirstOrDefault(verdict => verdicts.Contains(verdict!.Value)) ?? EnforcementVerdict.Enforced;
    }

    private static string Progress(ObjectKey policy, CheckStatus? status) => status is null
        ? $"{policy}: waiting for a controller..."
        : $"{policy}: probing{(new CompanionAnswer(policy, status) is var answer && status.Verdict is not null
            ? $", so far {TrialWords.Headline(answer.Verdict)}: {status.Probes} probes" : "")}...";

    private static ObjectKey Key(string name) => name.Split('/') is [{ Length: > 0 } space, { Length: > 0 } policy]
        ? new ObjectKey(space, policy)
        : throw new UsageException($"{name}: expected NAMESPACE/POLICY");

    // Whoever may not read policies may still ask about them.
    private static async Task RequireStoredAsync(ObjectClient policies, ObjectKey policy)
    {
        try
        {
            if (await policies.FindAsync(policy, CancellationToken.None) is null)
            {
                throw new UsageException($"{policy}: the cluster has no such NetworkPolicy");
            }
        }
        catch (ApiException e) when (e.Code == 403)
        {
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException or InvalidDataException or TimeoutException)
        {
            throw new UsageException($"cannot read NetworkPolicy {policy}: {e.Message}");
        }
    }
}
