using AdmissionGuard.Cli.Input;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Cli.Tests;

public sealed class ProgressLineTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void A_long_load_is_shown_after_a_second_and_leaves_nothing_behind()
    {
        using (var line = Line())
        {
            line.Report(new ListProgress("pods", 500, null));
            _time.Advance(TimeSpan.FromMilliseconds(999));
            Assert.Empty(_error.ToString());
            _time.Advance(TimeSpan.FromMilliseconds(1));
            line.Report(new ListProgress("pods", 12_500, 137_500));
            line.Report(new ListProgress("services", 0, null));
        }

        Assert.Equal(
            ["", "reading pods: 500...", "reading pods: 12,500 of 150,000...", "reading services...", ""],
            _error.ToString().Split("\r\u001b[K"));
    }

    [Fact]
    public void A_server_that_says_nothing_is_waited_for_visibly()
    {
        using var line = Line();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("\r\u001b[Kconnecting...", _error.ToString());
    }

    [Fact]
    public void A_short_load_shows_nothing()
    {
        using (var line = Line())
        {
            line.Report(new ListProgress("pods", 500, null));
        }

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void Where_nobody_looks_nothing_is_shown()
    {
        using (var line = Line(showsProgress: false))
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            line.Report(new ListProgress("pods", 500, null));
        }

        Assert.Empty(_error.ToString());
    }

    private ProgressLine Line(bool showsProgress = true) =>
        new(new Terminal(Stream.Null, _error, Stream.Null, IsColoured: false) { ShowsProgress = showsProgress, Time = _time });
}
