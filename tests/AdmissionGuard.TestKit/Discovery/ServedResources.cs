using System.Collections.Immutable;

namespace AdmissionGuard.TestKit.Discovery;

/// <summary>The resources that the server serves now: those it was built with, and those that definitions have added.</summary>
public sealed class ServedResources
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ImmutableArray<ResourceKind>> _defined =
        ImmutableDictionary.Create<string, ImmutableArray<ResourceKind>>(StringComparer.Ordinal);

    private ImmutableArray<ResourceKind> _all = [.. BuiltInResources.All];

    /// <summary>All of them, in discovery's order.</summary>
    public ImmutableArray<ResourceKind> All => _all;

    /// <summary>The one that a path names; null when it is not served.</summary>
    public ResourceKind? Find(string group, string version, string plural) => _all.FirstOrDefault(
        kind => kind.Plural == plural && kind.Group == group && kind.Version == version);

    /// <summary>The one that an object names by its <c>apiVersion</c> and <c>kind</c>; null when it is not served.</summary>
    public ResourceKind? FindByKind(string apiVersion, string name) => _all.FirstOrDefault(
        kind => kind.Kind == name && kind.ApiVersion == apiVersion);

    /// <summary>Serves what a definition defines, instead of what it defined before.</summary>
    public void Define(string definition, ImmutableArray<ResourceKind> kinds)
    {
        lock (_lock)
        {
            _defined = _defined.SetItem(definition, kinds);
            Publish();
        }
    }

    /// <summary>Serves what a definition defined no longer; returns what that was.</summary>
    public ImmutableArray<ResourceKind> Undefine(string definition)
    {
        lock (_lock)
        {
            var kinds = _defined.GetValueOrDefault(definition, []);
            _defined = _defined.Remove(definition);
            Publish();
            return kinds;
        }
    }

    private void Publish() => _all =
    [
        .. BuiltInResources.All,
        .. _defined.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value),
    ];
}
