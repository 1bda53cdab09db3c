using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.RealServer;

namespace AdmissionGuard.Webhook.Tests.EndToEnd;

/// <summary>Which API server a test runs against.</summary>
public enum ServerKind
{
    /// <summary>The one of the tests, which does what clients can see of a real one.</summary>
    Test,

    /// <summary>A real etcd and kube-apiserver, where <c>KUBEBUILDER_ASSETS</c> names them.</summary>
    Real,
}

/// <summary>An API server of either kind.</summary>
/// <param name="Test">The test server; null for a real one.</param>
/// <param name="Real">The real server; null for the test's own.</param>
internal sealed record StartedServer(ApiServer? Test, RealApiServer? Real) : IAsyncDisposable
{
    /// <summary>Both kinds, for theories.</summary>
    public static TheoryData<ServerKind> Kinds => [ServerKind.Test, ServerKind.Real];

    /// <summary>Starts one. Where there is no real one the test is skipped and says why.</summary>
    public static async Task<StartedServer> StartAsync(ServerKind kind)
    {
        if (kind == ServerKind.Test)
        {
            return new StartedServer(await ApiServer.StartAsync(), null);
        }

        Assert.SkipWhen(RealApiServer.Assets is null, "no real API server: KUBEBUILDER_ASSETS names no directory with etcd and kube-apiserver");
        return new StartedServer(null, await RealApiServer.StartAsync(RealApiServer.Assets!));
    }

    /// <summary>A kubeconfig of somebody who may do everything.</summary>
    public string Admin() => Test?.Kubeconfig() ?? Real!.Kubeconfig();

    /// <summary>A kubeconfig of a service account, with the rights that its bindings give.</summary>
    public string ServiceAccount(string place, string name)
    {
        var account = ApiUser.ServiceAccount(place, name);
        if (Test is null)
        {
            return Real!.Kubeconfig(account.Name, [.. account.Groups]);
        }

        Test.AddUser(account);
        return Test.Kubeconfig(account.Name);
    }

    public async ValueTask DisposeAsync()
    {
        if (Test is not null)
        {
            await Test.DisposeAsync();
        }

        if (Real is not null)
        {
            await Real.DisposeAsync();
        }
    }
}
