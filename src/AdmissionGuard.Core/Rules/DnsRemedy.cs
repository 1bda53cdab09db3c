using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>How rules have to name the name servers of pods that cannot reach them.</summary>
internal static class DnsRemedy
{
    /// <summary>
    /// <c>the pods "k8s-app=kube-dns" of namespace "kube-system" on TCP 53 and UDP 53</c>, an address and its ports.
    /// </summary>
    public static IEnumerable<string> Ways(DnsPaths dns, PodClass pods, Func<string, bool> mayName)
    {
        if (pods.Dns.Source == DnsSource.Own)
        {
            return pods.Dns.NameServers.Select(Way);
        }

        var services = dns.Services.Select(item =>
            (mayName(item.Service.Key.Namespace)
                ? $"the pods \"{item.Service.Selector}\" of namespace \"{item.Service.Key.Namespace}\" on "
                : "the cluster's DNS pods on ")
            + item.Servers.Aggregate(ConnectionSet.None, (all, server) => all.Union(server.Ports)));
        return services.Concat(dns.LocalAddresses.Select(Way));
    }

    private static string Way(IpAddress address) => $"{address} on TCP 53 and UDP 53";
}
