using System.Collections.Immutable;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Addresses as a status shows them. What is none is left out: nobody wrote it and nobody can mend it.</summary>
internal static class Addresses
{
    public static ImmutableArray<IpAddress> Decode(IEnumerable<Tree?> texts) => Parse(texts.Select(text => text?.Text));

    public static ImmutableArray<IpAddress> Parse(IEnumerable<string?> texts)
    {
        ImmutableArray<IpAddress>.Builder? addresses = null;
        foreach (var text in texts)
        {
            if (text is not null && IpAddress.Parse(text) is { } address)
            {
                addresses ??= ImmutableArray.CreateBuilder<IpAddress>(2);
                addresses.Add(address);
            }
        }

        return addresses?.ToImmutable() ?? [];
    }

    /// <summary>A dual-stack list of addresses (<c>podIPs</c>), or where it is missing the single address that came before it.</summary>
    public static ImmutableArray<IpAddress> Decode(Tree? status, string list, string single)
    {
        var many = status.Field(list).List();
        return many.Length > 0 ? Decode(many.Select(entry => entry.Field("ip"))) : Decode([status.Field(single)]);
    }
}
