using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Rules;

/// <summary>How the API server is spoken of when it calls pods, and how a policy admits it.</summary>
internal static class Caller
{
    private const int Shown = 3;

    /// <summary>
    /// <c>the API server at 192.0.2.9</c>; <c>the API server, which comes through kube-system/konnectivity-agent[Deployment],</c>.
    /// </summary>
    public static string Of(RuleContext context, ApiServerPaths paths, bool isPartly)
    {
        if (paths.Agents.IsEmpty)
        {
            return $"{(isPartly ? "one of the API servers" : "the API server")}{At(paths)}";
        }

        var agents = $"{context.Names.Of(paths.Agents.All).Text}{(paths.Agents.OnNodes.IsEmpty ? "" : At(paths))}";
        return isPartly ? $"the API server, where it comes through some of {agents}," : $"the API server, which comes through {agents},";
    }

    /// <summary>The peers that admit it.</summary>
    public static string Remedy(RuleContext context, ApiServerPaths paths, int port)
    {
        if (!paths.Agents.Pods.IsEmpty)
        {
            var agents = context.Names.MayName(ApiServerPaths.Place)
                ? $"the pods \"{paths.Agents.Selector}\" of namespace \"{ApiServerPaths.Place}\""
                : "the pods through which the API server comes";
            return $"Admit TCP {port} from {agents}; no ipBlock of the API server's own addresses admits them.";
        }

        var addresses = paths.Origins.Length switch
        {
            0 => "the API server's addresses by an ipBlock",
            <= Shown => $"{string.Join(" and ", paths.Origins.Select(Block))} by ipBlocks",
            _ => "these addresses by ipBlocks",
        };
        return $"Admit TCP {port} from {addresses}, or from everywhere by a rule without \"from\""
            + (paths.Origins.IsEmpty ? "; no selector matches the API server." : ".");
    }

    private static string At(ApiServerPaths paths) => paths.Origins.IsEmpty
        ? ""
        : $" at {Wording.List([.. paths.Origins.Take(Shown).Select(address => address.ToString())], Shown, paths.Origins.Length)}";

    private static string Block(IpAddress address) => $"{address}/{(address.Family == IpFamily.IPv4 ? 32 : 128)}";
}
