using AdmissionGuard.TestKit.Discovery;

namespace AdmissionGuard.TestKit.Storage;

/// <summary>A field selector as queries write it: <c>metadata.name=web,status.phase!=Running</c>.</summary>
public sealed class FieldQuery
{
    private readonly IReadOnlyList<(string Field, bool Not, string Value)> _terms;

    private FieldQuery(IReadOnlyList<(string Field, bool Not, string Value)> terms) => _terms = terms;

    /// <summary>Whether it selects everything.</summary>
    public bool IsEmpty => _terms.Count == 0;

    /// <summary>The name that it asks for, when it asks for exactly one; null otherwise.</summary>
    public string? Name => _terms.FirstOrDefault(term => term is { Field: "metadata.name", Not: false }).Value;

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It cannot be read, or this resource cannot be selected by that field.</exception>
    public static FieldQuery Parse(ResourceKind kind, string text)
    {
        var terms = new List<(string, bool, string)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var not = part.Contains("!=", StringComparison.Ordinal);
            var sides = part.Split(not ? "!=" : part.Contains("==", StringComparison.Ordinal) ? "==" : "=", 2);
            if (sides.Length != 2)
            {
                throw new FormatException($"invalid selector: '{text}'; can't understand '{part}'");
            }

            if (!FieldsOf(kind).Contains(sides[0], StringComparer.Ordinal))
            {
                throw new FormatException($"field label not supported: {sides[0]}");
            }

            terms.Add((FieldNames.StoredPath(kind, sides[0]), not, sides[1]));
        }

        return new(terms);
    }

    /// <summary>Whether an object satisfies every term.</summary>
    public bool Matches(StoredObject stored) =>
        _terms.All(term => (ObjectFields.Read(stored, term.Field) == term.Value) != term.Not);

    private static string[] FieldsOf(ResourceKind kind) =>
    [
        "metadata.name", .. kind.Namespaced ? ["metadata.namespace"] : Array.Empty<string>(),
        .. (kind.GroupResource switch
        {
            "pods" => ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
                "status.phase", "status.podIP", "status.nominatedNodeName"],
            "events" => ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
                "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
                "reportingComponent", "source", "type"],
            "events.events.k8s.io" => ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason",
                "reportingController", "type"],
            "namespaces" => ["status.phase"],
            "nodes" => ["spec.unschedulable"],
            "secrets" => ["type"],
            "services" => ["spec.clusterIP", "spec.type"],
            "jobs.batch" => ["status.successful"],
            "replicasets.apps" => ["status.replicas"],
            _ => Array.Empty<string>(),
        }),
    ];
}
