using System.Net;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Hosting;

/// <summary>What the command line says.</summary>
internal sealed record WebhookOptions
{
    /// <summary>The certificate's file.</summary>
    public required string Certificate { get; init; }

    /// <summary>The key's file.</summary>
    public required string Key { get; init; }

    /// <summary>How long to wait for a good pair at the start.</summary>
    public TimeSpan CertificatePatience { get; init; } = TimeSpan.Zero;

    /// <summary>The configuration's file; null for the defaults.</summary>
    public string? Configuration { get; init; }

    /// <summary>Where to listen; null for every address.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The port for admission reviews, with TLS; 0 for any that is free.</summary>
    public int Port { get; init; } = 8443;

    /// <summary>The port for probes and metrics, without TLS; 0 for any that is free.</summary>
    public int HealthPort { get; init; } = 8080;

    /// <summary>The cluster in files; empty for a live one.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The kubeconfig of a live cluster; null for the pod's service account.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Its context; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>How long to answer on after the signal to end.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the log is JSON; null: when nobody looks at it.</summary>
    public bool? LogsJson { get; init; }

    /// <summary>The least that is logged.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;
}
