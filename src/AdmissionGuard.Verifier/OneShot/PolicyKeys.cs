using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Verifier.OneShot;

/// <summary>Reads which policy is meant.</summary>
internal static class PolicyKeys
{
    /// <summary>Reads <c>NAMESPACE/POLICY</c>.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public static ObjectKey Read(string text) => text.Split('/') is [{ Length: > 0 } space, { Length: > 0 } name]
        ? new ObjectKey(space, name)
        : throw new UsageException($"{text}: expected NAMESPACE/POLICY");
}
