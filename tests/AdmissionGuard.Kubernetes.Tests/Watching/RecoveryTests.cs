using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

public sealed class RecoveryTests
{
    public static TheoryData<Exception, RelistReason?> Failures => new()
    {
        { new ApiException(410, "Expired", "no"), RelistReason.Expired },
        { new ApiException(410, "Gone", "no"), RelistReason.Expired },
        { new ApiException(410, null, "no"), RelistReason.Expired },
        { new ApiException(504, "Timeout", "no", causes: ["ResourceVersionTooLarge"]), RelistReason.Expired },
        { new ApiException(429, "TooManyRequests", "no"), null },
        { new ApiException(500, "InternalError", "no"), null },
        { new ApiException(503, null, "no"), null },
        { new ApiException(401, "Unauthorized", "no"), RelistReason.Refused },
        { new ApiException(403, "Forbidden", "no"), RelistReason.Refused },
        { new ApiException(404, "NotFound", "no"), RelistReason.Refused },
        { new ConnectionException("no"), null },
        { new HttpRequestException("no"), null },
        { new IOException("no"), null },
        { new TimeoutException("no"), null },
        { new OperationCanceledException("no"), null },
        { new InvalidDataException("no"), RelistReason.Undecodable },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Only_what_a_list_can_mend_leads_to_one(Exception failure, RelistReason? relist)
    {
        Assert.True(Recovery.IsFailure(failure));
        Assert.Equal(new Recovery(relist, null, "no"), Recovery.Of(failure, TimeSpan.Zero));
    }

    [Fact]
    public void A_server_that_has_failed_for_a_minute_is_asked_for_a_list() => Assert.Equal(
        RelistReason.ServerError, Recovery.Of(new ApiException(500, "InternalError", "no"), TimeSpan.FromMinutes(1)).Relist);

    [Fact]
    public void The_servers_wish_is_handed_on() => Assert.Equal(
        TimeSpan.FromSeconds(9), Recovery.Of(new ApiException(503, null, "no", TimeSpan.FromSeconds(9)), TimeSpan.Zero).Wish);

    [Fact]
    public void A_mistake_of_ours_is_no_failure_to_wait_out() => Assert.False(Recovery.IsFailure(new InvalidOperationException("ours")));
}
