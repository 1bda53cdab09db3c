using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Reachability;

/// <summary>Whom the API server calls, by the namespace of the Service.</summary>
internal sealed class CalloutDirectory
{
    private readonly Dictionary<string, List<ApiCallout>> _byNamespace = new(StringComparer.Ordinal);

    /// <summary>The namespaces of those who are called.</summary>
    public IReadOnlyCollection<string> Namespaces => _byNamespace.Keys;

    /// <summary>The objects with a target in a namespace, by kind and name; a target of theirs may be elsewhere.</summary>
    public IReadOnlyList<ApiCallout> In(string place) => _byNamespace.TryGetValue(place, out var callouts) ? callouts : [];

    public void Add(ApiCallout callout)
    {
        foreach (var place in Places(callout))
        {
            if (!_byNamespace.TryGetValue(place, out var callouts))
            {
                _byNamespace[place] = callouts = [];
            }

            callouts.Add(callout);
            callouts.Sort((a, b) => string.CompareOrdinal(a.Kind, b.Kind) is var byKind and not 0 ? byKind : string.CompareOrdinal(a.Name, b.Name));
        }
    }

    public void Remove(ApiCallout callout)
    {
        foreach (var place in Places(callout))
        {
            _byNamespace[place].RemoveAll(one => one.Kind == callout.Kind && one.Name == callout.Name);
            if (_byNamespace[place].Count == 0)
            {
                _byNamespace.Remove(place);
            }
        }
    }

    private static IEnumerable<string> Places(ApiCallout callout) =>
        callout.Targets.Select(target => target.Service.Namespace).Distinct(StringComparer.Ordinal);
}
