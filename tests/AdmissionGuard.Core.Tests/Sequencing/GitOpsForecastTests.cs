using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Sequencing;
using static AdmissionGuard.Core.Tests.Reviewed;

namespace AdmissionGuard.Core.Tests.Sequencing;

public sealed class GitOpsForecastTests
{
    private static readonly Pod[] Pods = [Some.Pod("shop/web", "app=web"), Some.Pod("shop/db", "app=db"), Some.Pod("shop/node", "app=node", hostNetwork: true)];

    private static readonly NetworkPolicy Old = Admitting("shop/m");
    private static readonly NetworkPolicy Emptied = Some.Policy("shop/m", "app=db");

    [Fact]
    public void Flux_stops_where_the_cure_comes_later_by_name()
    {
        var forecast = Forecast(Update(Old, Emptied), Creation(Admitting("shop/z")), Creation(Some.Policy("shop/a", "app=db")));

        Assert.Equal(["shop/a"], Names(forecast.Flux.Applied));
        Assert.Equal("shop/m", forecast.Flux.StopsAt.ToString());
        Assert.Empty(forecast.Flux.FailsDryRun);
    }

    [Fact]
    public void Argo_CD_passes_with_a_retry()
    {
        var forecast = Forecast(Update(Old, Emptied), Creation(Admitting("shop/z")));

        Assert.Equal(["shop/m"], Names(forecast.ArgoCd.Rejected));
        Assert.Empty(forecast.ArgoCd.RejectedAgain);
    }

    [Fact]
    public void Flux_passes_where_the_cure_comes_first_by_name()
    {
        var forecast = Forecast(Update(Old, Emptied), Creation(Admitting("shop/b")));

        Assert.Null(forecast.Flux.StopsAt);
        Assert.Equal(["shop/b", "shop/m"], Names(forecast.Flux.Applied));
    }

    [Fact]
    public void A_denial_that_nothing_cures_ends_the_dry_run()
    {
        var forecast = Forecast(Creation(Admitting("shop/b")), Creation(Some.Policy("shop/node", "app=node", [Some.Rule()])));

        Assert.Equal(["shop/node"], Names(forecast.Flux.FailsDryRun));
        Assert.Empty(forecast.Flux.Applied);
        Assert.Equal(["shop/node"], Names(forecast.ArgoCd.RejectedAgain));
    }

    [Fact]
    public void Deletions_come_after_what_is_applied()
    {
        var gone = Some.Policy("shop/a", "app=db");

        var forecast = Set(Some.Cluster(Pods, [gone, Old]), Deletion(gone), Creation(Admitting("shop/b"))).GitOps;

        Assert.Equal(["shop/b", "shop/a"], Names(forecast.Flux.Applied));
    }

    private static string[] Names(IEnumerable<ObjectKey> keys) => [.. keys.Select(key => key.ToString())];

    private static NetworkPolicy Admitting(string key) => Some.Policy(key, "app=db", [Some.Rule(Some.Peer("app=web"), "TCP 5432")]);

    private static GitOpsForecast Forecast(params PolicyChange[] changes) => Set(Some.Cluster(Pods, [Old]), changes).GitOps;
}
