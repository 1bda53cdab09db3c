using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>What passes, in words.</summary>
internal static class ConnectionWords
{
    /// <summary><c>TCP 80 (some pods)</c>.</summary>
    public static string Of(ConnectionSet connections, bool isPartial) => isPartial ? $"{connections} (some pods)" : connections.ToString();

    /// <summary>What is lost or gained, or <c>before → after</c>.</summary>
    public static string Of(ConnectionChange change) => change.Kind switch
    {
        ChangeKind.Lost => Of(change.Before, change.BeforeIsPartial),
        ChangeKind.Gained => Of(change.After, change.AfterIsPartial),
        _ => $"{Of(change.Before, change.BeforeIsPartial)} → {Of(change.After, change.AfterIsPartial)}",
    };
}
