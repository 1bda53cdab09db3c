using System.Globalization;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Writing;

namespace AdmissionGuard.Cli.Companion;

/// <summary>
/// Asks the companion in the cluster about stored policies: an EnforcementCheck that says which one, and its status is the answer.
/// </summary>
/// <param name="client">The API server.</param>
/// <param name="time">The clock.</param>
internal sealed class CompanionQuestion(ApiClient client, TimeProvider time)
{
    /// <summary>The companion's own namespace, as deploy/companion has it.</summary>
    public const string Place = "admission-guard-verifier";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A controller that leads begins within a second; another one takes over within half a minute.
    private static readonly TimeSpan UntilTaken = TimeSpan.FromSeconds(40);

    private readonly CompanionObjects<EnforcementCheck> _checks = new(
        new ObjectClient(client, CompanionKinds.ApiVersion, CompanionKinds.Checks.Name, time), ReceiptJson.Default.EnforcementCheck);

    /// <summary>Whether the API server knows EnforcementChecks; a server that does not tell counts as one that does not.</summary>
    public async Task<bool> IsInstalledAsync(CancellationToken cancellation)
    {
        try
        {
            return await ServedKinds.ContainAsync(client, CompanionKinds.ApiVersion, CompanionKinds.Checks.Name, cancellation);
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Asks about a policy as it is. A check that is under way answers too, and one that has ended is made anew.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="remark">Told in one line when the policy cannot be checked anew, and its last receipt has to do.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <exception cref="UsageException">It cannot be asked.</exception>
    public async Task AskAsync(ObjectKey policy, Action<string> remark, CancellationToken cancellation)
    {
        try
        {
            var last = await _checks.FindAsync(policy, cancellation);
            var isUnderWay = last is { Status: null or { Phase: CheckPhase.Running } };
            if (isUnderWay || (last is not null && !await TryDeleteAsync(last, policy, remark, cancellation)))
            {
                return;
            }

            await _checks.CreateAsync(
                new EnforcementCheck
                {
                    Metadata = new ObjectMeta { Namespace = policy.Namespace, Name = policy.Name },
                    Spec = new CheckSpec { PolicyRef = new PolicyReference(policy.Name) },
                },
                cancellation);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            // Somebody else has just asked the same.
        }
        catch (Exception e) when (Refusal(e, policy) is { } refusal)
        {
            throw new UsageException(refusal);
        }
    }

    /// <summary>Follows a check to its end.</summary>
    /// <param name="policy">The policy that was asked about.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="progress">Told what is known so far; null before anything is.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="UnansweredException">Nobody has answered in time.</exception>
    /// <exception cref="UsageException">The receipt may not be read.</exception>
    public async Task<CompanionAnswer> FollowAsync(
        ObjectKey policy, TimeSpan timeout, Action<CheckStatus?> progress, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            CheckStatus? status;
            try
            {
                status = (await _checks.FindAsync(policy, cancellation))?.Status;
            }
            catch (Exception e) when (Refusal(e, policy) is { } refusal)
            {
                throw new UsageException(refusal);
            }

            if (status is { Phase: CheckPhase.Done })
            {
                return new CompanionAnswer(policy, status);
            }

            progress(status);
            var waited = time.GetElapsedTime(began);
            if (status is null && waited >= (UntilTaken < timeout ? UntilTaken : timeout))
            {
                throw new UnansweredException(
                    $"no controller of the companion has taken up EnforcementCheck {policy} in {waited.TotalSeconds:0} s; "
                    + await WhereToLookAsync(cancellation));
            }

            if (waited >= timeout)
            {
                throw new UnansweredException(
                    $"EnforcementCheck {policy} has no final verdict after {waited.TotalSeconds:0} s, so far {status!.Verdict ?? "none"}; "
                    + $"kubectl get enforcementcheck {policy.Name} -n {policy.Namespace} -w follows it; {await WhereToLookAsync(cancellation)}");
            }

            await Task.Delay(Interval, time, cancellation);
        }
    }

    private async Task<bool> TryDeleteAsync(EnforcementCheck last, ObjectKey policy, Action<string> remark, CancellationToken cancellation)
    {
        try
        {
            await _checks.DeleteAsync(policy, last.Metadata.Uid ?? "", cancellation);
            return true;
        }
        catch (ApiException e) when (e.Code == 403)
        {
            var moment = last.Status?.CompletionTime?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            remark($"{policy} was checked at {moment} UTC, and this user may not delete that receipt to have it checked again");
            return false;
        }
    }

    // The pod that leads is the one to ask why nothing happens; whoever may not read the lease is told where all of them are.
    private async Task<string> WhereToLookAsync(CancellationToken cancellation)
    {
        try
        {
            var leases = new ObjectClient(client, "coordination.k8s.io/v1", "leases", time);
            var holder = (string?)(await leases.FindAsync(new ObjectKey(Place, "controller"), cancellation))?["spec"]?["holderIdentity"];
            return string.IsNullOrEmpty(holder)
                ? $"none of them leads: kubectl -n {Place} get pods"
                : $"pod {holder} leads: kubectl -n {Place} logs {holder}";
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException or InvalidDataException or TimeoutException)
        {
            return $"look at kubectl -n {Place} logs -l app.kubernetes.io/component=controller";
        }
    }

    // What the API server or the network would not do, in one line; null for what is no refusal.
    private string? Refusal(Exception e, ObjectKey policy) => e switch
    {
        ApiException { Code: 404 } => $"the companion is not installed: {client.Server} has no EnforcementChecks ({CompanionKinds.ApiVersion}), "
            + $"or no namespace {policy.Namespace}; install it with kubectl apply -k deploy/companion, or probe from a node with --local",
        ApiException { Code: 403 } => $"may not ask the companion about {policy}: this user needs the verbs get and create on enforcementchecks "
            + $"of the API group admission-guard.io in namespace {policy.Namespace}",
        ApiException { Code: 401 } =>
            $"{client.Server}: the server does not know who is asking (401); log in again, or correct the user of this context",
        ApiException or HttpRequestException or IOException or InvalidDataException or TimeoutException =>
            $"{client.Server}: cannot ask about {policy}: {e.Message}",
        _ => null,
    };
}
