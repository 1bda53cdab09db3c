using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

public sealed class BackOffTests
{
    [Theory]
    [InlineData(1, 800)]
    [InlineData(2, 1_600)]
    [InlineData(3, 3_200)]
    [InlineData(5, 12_800)]
    [InlineData(6, 25_600)]
    [InlineData(7, 30_000)]
    [InlineData(int.MaxValue, 30_000)]
    public void The_delay_doubles_up_to_half_a_minute_and_chance_adds_as_much_again(int failures, int milliseconds)
    {
        var least = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal(least, BackOff.Delay(failures, random: 0));
        Assert.Equal(least * 1.5, BackOff.Delay(failures, random: 0.5));
        Assert.InRange(BackOff.Delay(failures, random: 0.999), least * 1.9, least * 2);
    }

    [Theory]
    [InlineData(1, 7, 7_000)]
    [InlineData(7, 7, 30_000)]
    [InlineData(1, 86_400, 300_000)]
    public void The_servers_wish_is_honoured_when_it_is_longer_but_not_beyond_five_minutes(int failures, int seconds, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), BackOff.Delay(failures, random: 0, TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Two_minutes_without_a_failure_end_the_row()
    {
        Assert.Equal(1, BackOff.Failures(0, TimeSpan.Zero));
        Assert.Equal(5, BackOff.Failures(4, TimeSpan.FromSeconds(119)));
        Assert.Equal(1, BackOff.Failures(4, TimeSpan.FromSeconds(120)));
    }
}
