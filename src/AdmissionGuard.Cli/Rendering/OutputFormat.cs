namespace AdmissionGuard.Cli.Rendering;

/// <summary>How a result is printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs: stable, documented in docs/json.md.</summary>
    Json,

    /// <summary>For the documentation of the rules.</summary>
    Markdown,
}
