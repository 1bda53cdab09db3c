namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// The fields that a NetworkPolicy has. A misspelt one (<c>ingres</c>) turns an allowing policy into an isolating one without a word,
/// which is why kubectl validates strictly by default, and why a change is read strictly here.
/// </summary>
internal static class KnownFields
{
    public static readonly string[] Object = ["apiVersion", "kind", "metadata", "spec", "status"];

    public static readonly string[] Metadata =
    [
        "annotations", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "finalizers", "generateName", "generation",
        "labels", "managedFields", "name", "namespace", "ownerReferences", "resourceVersion", "selfLink", "uid",
    ];

    public static readonly string[] Spec = ["egress", "ingress", "podSelector", "policyTypes"];

    public static readonly string[] Peer = ["ipBlock", "namespaceSelector", "podSelector"];

    public static readonly string[] Port = ["endPort", "port", "protocol"];

    public static readonly string[] IpBlock = ["cidr", "except"];

    public static readonly string[] Selector = ["matchExpressions", "matchLabels"];

    public static readonly string[] Expression = ["key", "operator", "values"];

    /// <summary>Refuses a field that is not known, when a change is read.</summary>
    public static void Check(Tree? tree, string[] known, DecodingContext context)
    {
        if (context.Use != ManifestUse.Change)
        {
            return;
        }

        foreach (var (key, value) in tree.Pairs())
        {
            if (!known.Contains(key, StringComparer.Ordinal))
            {
                var similar = Array.Find(known, name => Distance(name, key) <= 2);
                var advice = similar is null ? $"the fields here are {string.Join(", ", known)}" : $"did you mean {similar}?";
                throw new BadInputException(value, $"unknown field; {advice}");
            }
        }
    }

    // Levenshtein's distance without regard to case. Longer keys are no slips of the finger, and not worth the square of their length.
    private static int Distance(string name, string key)
    {
        if (Math.Abs(name.Length - key.Length) > 2)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, key.Length + 1).ToArray();
        for (var i = 0; i < name.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < key.Length; j++)
            {
                var replaced = diagonal + (char.ToLowerInvariant(name[i]) == char.ToLowerInvariant(key[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
