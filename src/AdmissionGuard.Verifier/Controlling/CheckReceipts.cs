using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.Verifier.Resources;

namespace AdmissionGuard.Verifier.Controlling;

/// <summary>All EnforcementChecks: as the API server last told of them, and where they are written.</summary>
/// <param name="objects">Where they are written.</param>
/// <param name="asked">Told of a check without a status: somebody has made it, and wants to know.</param>
internal sealed class CheckReceipts(CompanionObjects<EnforcementCheck> objects, Action<ObjectKey> asked) : IObjectSink<EnforcementCheck>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, WatchedObject<EnforcementCheck>> _checks = [];

    /// <summary>All of them now.</summary>
    public IReadOnlyList<WatchedObject<EnforcementCheck>> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _checks.Values];
            }
        }
    }

    /// <summary>The receipt of a policy; it is made where there is none.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<EnforcementCheck> OpenAsync(ObjectKey policy, CancellationToken cancellation)
    {
        if (await objects.FindAsync(policy, cancellation) is { } there)
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
            return await objects.CreateAsync(check, cancellation);
        }
        catch (ApiException e) when (e.Code == 409)
        {
            return await objects.FindAsync(policy, cancellation) ?? throw new InvalidDataException($"EnforcementCheck {policy} comes and goes", e);
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
        objects.DeleteAsync(check.Key, check.Uid, cancellation);

    /// <inheritdoc/>
    public WatchedObject<EnforcementCheck>? Find(ObjectKey key)
    {
        lock (_lock)
        {
            return _checks.GetValueOrDefault(key);
        }
    }

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<WatchedObject<EnforcementCheck>> objectsNow)
    {
        lock (_lock)
        {
            _checks.Clear();
            foreach (var item in objectsNow)
            {
                _checks[item.Key] = item;
            }
        }

        foreach (var item in objectsNow)
        {
            Ask(item);
        }
    }

    /// <inheritdoc/>
    public void Upsert(WatchedObject<EnforcementCheck> item)
    {
        lock (_lock)
        {
            _checks[item.Key] = item;
        }

        Ask(item);
    }

    /// <inheritdoc/>
    public void Delete(ObjectKey key, string uid)
    {
        lock (_lock)
        {
            if (_checks.GetValueOrDefault(key)?.Uid == uid)
            {
                _checks.Remove(key);
            }
        }
    }

    private async Task<bool> WriteAsync(
        ObjectKey policy, CheckStatus status, Func<CheckStatus?, bool> may, CancellationToken cancellation)
    {
        while (await objects.FindAsync(policy, cancellation) is { } check && may(check.Status))
        {
            try
            {
                await objects.UpdateStatusAsync(check with { Status = status }, cancellation);
                return true;
            }
            catch (ApiException e) when (e.Code == 409)
            {
                // Somebody has changed it since it was read: it is read again.
            }
        }

        return false;
    }

    private void Ask(WatchedObject<EnforcementCheck> item)
    {
        if (item.Value.Status is null)
        {
            asked(item.Key);
        }
    }
}
