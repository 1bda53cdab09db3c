using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Receipts;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>All EnforcementChecks: as the API server last told of them, and where they are written.</summary>
internal sealed class CheckReceipts
{
    private readonly CompanionObjects<EnforcementCheck> _objects;

    /// <summary>The receipts of a cluster.</summary>
    /// <param name="objects">Where they are written.</param>
    /// <param name="asked">Told of a check without a status: somebody has made it, and wants to know.</param>
    public CheckReceipts(CompanionObjects<EnforcementCheck> objects, Action<ObjectKey> asked)
    {
        _objects = objects;
        Known = new KnownObjects<EnforcementCheck>(item =>
        {
            if (item.Value.Status is null)
            {
                asked(item.Key);
            }
        });
    }

    /// <summary>All of them now.</summary>
    public KnownObjects<EnforcementCheck> Known { get; }

    /// <summary>The receipt of a policy; it is made where there is none.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<EnforcementCheck> OpenAsync(ObjectKey policy, CancellationToken cancellation)
    {
        if (await _objects.FindAsync(policy, cancellation) is { } there)
        {
            return there;
        }

        var check = new EnforcementCheck
        {
            Metadata = new ObjectMeta { Namespace = policy.Namespace, Name = policy.Name },
            Spec = new CheckSpec { PolicyRef = new PolicyReference(policy.Name) },
        };
        try
        {
            return await _objects.CreateAsync(check, cancellation);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            return await _objects.FindAsync(policy, cancellation) ?? throw new InvalidDataException($"EnforcementCheck {policy} comes and goes", e);
        }
    }

    /// <summary>Begins a run: whichever was under way has no more to say.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public Task<bool> BeginAsync(ObjectKey policy, CheckStatus status, CancellationToken cancellation) =>
        WriteAsync(policy, status, _ => true, cancellation);

    /// <summary>Goes on with a run.</summary>
    /// <returns>False when another has begun since, or the receipt is gone: nothing was written.</returns>
    /// <exception cref="ApiException">The server refused.</exception>
    public Task<bool> WriteAsync(ObjectKey policy, CheckStatus status, CancellationToken cancellation) =>
        WriteAsync(policy, status, stored => stored?.Run == status.Run, cancellation);

    /// <summary>Removes a receipt.</summary>
    public Task DeleteAsync(WatchedObject<EnforcementCheck> check, CancellationToken cancellation) =>
        _objects.DeleteAsync(check.Key, check.Uid, cancellation);

    private async Task<bool> WriteAsync(
        ObjectKey policy, CheckStatus status, Func<CheckStatus?, bool> may, CancellationToken cancellation)
    {
        while (await _objects.FindAsync(policy, cancellation) is { } check && may(check.Status))
        {
            try
            {
                await _objects.UpdateStatusAsync(check with { Status = status }, cancellation);
                return true;
            }
            catch (ApiException e) when (e.Code == 409)
            {
                // Somebody has changed it since it was read: it is read again.
            }
        }

        return false;
    }
}
