using System.Text.Json.Serialization;

namespace AdmissionGuard.Cli.Publishing;

/// <summary>A report that is in the cluster: its name and version are all that is of interest.</summary>
internal sealed record KnownReport;

/// <summary>How it is read: without reflection, and without its results.</summary>
[JsonSerializable(typeof(KnownReport))]
internal sealed partial class PublishingJson : JsonSerializerContext;
