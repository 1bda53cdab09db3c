using System.Net.Sockets;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>What answers for what it is not, or does not answer although it is there.</summary>
internal static class Traps
{
    /// <summary>A proxy accepts every connection that comes to db, whatever its port.</summary>
    public static async Task<IDisposable?> SidecarAtTheDestinationAsync(TestCluster cluster) =>
        await SidecarAsync(cluster["shop/db"], "prerouting", "iif != lo");

    /// <summary>A proxy accepts every connection that web opens, and opens none itself.</summary>
    public static async Task<IDisposable?> SidecarAtTheSourceAsync(TestCluster cluster) =>
        await SidecarAsync(cluster["shop/web"], "output", "ip daddr != 127.0.0.1");

    /// <summary>A server listens on each of the shop's ports.</summary>
    public static async Task<IDisposable?> ListenersAsync(TestCluster cluster) => new Many(
    [
        await cluster["shop/db"].ListenAsync(5432),
        await cluster["shop/db-far"].ListenAsync(5433),
        await cluster["shop/db"].ReceiveAsync(53),
        await cluster["shop/db-far"].ReceiveAsync(53),
        await cluster["shop/stranger"].ListenAsync(80),
    ]);

    /// <summary>Nothing that comes to db is seen: its loopback, over which the observer tries itself, is down.</summary>
    public static Task<IDisposable?> BlindObserverAsync(TestCluster cluster)
    {
        cluster["shop/db"].Shell("ip link set lo down");
        return Task.FromResult<IDisposable?>(null);
    }

    /// <summary>The only process with db's UID is in a namespace that packets to db do not reach.</summary>
    public static Task<IDisposable?> StaleSandboxAsync(TestCluster cluster) =>
        Task.FromResult<IDisposable?>(cluster["shop/db"].ReplaceProcess());

    /// <summary>A firewall inside db drops whatever has come.</summary>
    public static Task<IDisposable?> SilentAsync(TestCluster cluster)
    {
        cluster["shop/db"].Shell(
            """
            nft -f - <<'END'
            table inet own {
            chain input {
            type filter hook input priority 0; policy drop;
            iif lo accept
            }
            }
            END
            """);
        return Task.FromResult<IDisposable?>(null);
    }

    // As Istio has it: every connection is redirected to a port of the pod where something accepts it.
    private static async Task<Socket> SidecarAsync(TestPod pod, string hook, string match)
    {
        var proxy = await pod.ListenAsync(15001);
        pod.Shell(
            $$"""
            nft -f - <<'END'
            table inet mesh {
            chain catch {
            type nat hook {{hook}} priority -100; policy accept;
            {{match}} tcp dport != 15001 redirect to :15001
            }
            }
            END
            """);
        return proxy;
    }

    private sealed class Many(IDisposable[] all) : IDisposable
    {
        public void Dispose() => Array.ForEach(all, one => one.Dispose());
    }
}
