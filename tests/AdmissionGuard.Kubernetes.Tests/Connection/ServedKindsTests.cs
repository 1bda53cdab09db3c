using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.TestKit;
using AdmissionGuard.TestKit.Faults;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class ServedKindsTests : IAsyncLifetime
{
    private readonly Place _place = new();
    private ApiServer _server = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        var settings = ConnectionSearch.ForCommandLine(_place.With("config", _server.Kubeconfig()), null, _place.Surroundings);
        _client = ApiClient.Open(settings, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData("networking.k8s.io/v1", "networkpolicies", true)]
    [InlineData("networking.k8s.io/v1", "ingressroutes", false)]
    [InlineData("networking.k8s.io/v9", "networkpolicies", false)]
    [InlineData("openreports.io/v1alpha1", "reports", false)]
    public async Task A_server_tells_what_it_serves(string apiVersion, string resource, bool isServed) => Assert.Equal(
        isServed, await ServedKinds.ContainAsync(_client, apiVersion, resource, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("nothing")]
    public async Task What_is_no_list_of_resources_is_not_taken_for_an_answer(string body)
    {
        _server.Faults.Add(Fault.Body(body), _ => true);

        var broken = await Assert.ThrowsAsync<InvalidDataException>(
            () => ServedKinds.ContainAsync(_client, "networking.k8s.io/v1", "networkpolicies", TestContext.Current.CancellationToken));

        Assert.Equal("the server's answer about networking.k8s.io/v1 is no APIResourceList", broken.Message);
    }
}
