using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit;

/// <summary>How an <see cref="ApiServer"/> shall be.</summary>
public sealed record ApiServerOptions
{
    /// <summary>The port on 127.0.0.1; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The clock of objects, watches and bookmarks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The clock of certificates. Clients look at theirs with the machine's clock, so that it is seldom another one.</summary>
    public TimeProvider CertificateTime { get; init; } = TimeProvider.System;

    /// <summary>Where uids and generated names come from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What <c>/version</c> says.</summary>
    public ServerVersion Version { get; init; } = new(1, 36, 2);

    /// <summary>How often a watch that wants bookmarks gets one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many changes of each resource are surely remembered for watches.</summary>
    public int HistoryWindow { get; init; } = 10_000;

    /// <summary>Who may come beside <see cref="ApiUser.Admin"/>.</summary>
    public IReadOnlyList<ApiUser> Users { get; init; } = [];
}
