using AdmissionGuard.Core.Model;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Verifier.Jobs;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier.Tests.Jobs;

/// <summary>What is heard late must not pass for blocked.</summary>
public sealed class ListenerLogTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    private readonly FakeTime _time = new();
    private readonly ListenerLog _log;

    public ListenerLogTests() => _log = new ListenerLog(_time);

    [Fact]
    public async Task Words_that_were_written_before_are_waited_past_however_late_they_come()
    {
        Tick(at: 1000);
        _time.Advance(TimeSpan.FromSeconds(3));
        var caught = _log.CatchUpAsync(Margin, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        // The stream has stalled for three seconds: what it brings now was written long ago.
        Tick(at: 1250);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Tick(at: 4400);
        Assert.False(caught.IsCompleted);
        Tick(at: 4500);
        Assert.True(await caught.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_listener_that_stays_silent_is_not_caught_up_with()
    {
        Tick(at: 1000);
        var caught = _log.CatchUpAsync(Margin, TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.False(await caught);
    }

    [Fact]
    public void A_stranger_counts_in_the_round_in_which_it_came_and_of_its_own_family()
    {
        Arrived(at: 100, "10.0.0.9");
        Assert.NotNull(_log.Stranger(80, IpFamily.IPv4, since: -1));
        Assert.Null(_log.Stranger(80, IpFamily.IPv6, since: -1));
        Assert.Null(_log.Stranger(81, IpFamily.IPv4, since: -1));
        Assert.Null(_log.Stranger(80, IpFamily.IPv4, since: _log.LastAt));
    }

    [Fact]
    public void A_stream_that_begins_anew_brings_no_new_strangers()
    {
        Arrived(at: 100, "10.0.0.9");
        Tick(at: 200);
        var heard = _log.LastAt;
        Arrived(at: 100, "10.0.0.9");
        Assert.Null(_log.Stranger(80, IpFamily.IPv4, heard));
    }

    [Fact]
    public void A_port_is_deaf_until_it_is_said_to_be_listened_on()
    {
        Assert.Equal("it has not said that it listens there", _log.WhyDeaf(80));
        _log.Tell(new StandInLine { Said = StandInWord.Deaf, Port = 80, Why = "Permission denied" });
        Assert.Equal("Permission denied", _log.WhyDeaf(80));
        _log.Tell(new StandInLine { Said = StandInWord.Listening, Port = 81 });
        Assert.Null(_log.WhyDeaf(81));
    }

    private void Tick(long at) => _log.Tell(new StandInLine { Said = StandInWord.Tick, At = at });

    private void Arrived(long at, string from) => _log.Tell(new StandInLine { Said = StandInWord.Arrived, Port = 80, From = from, At = at });
}
