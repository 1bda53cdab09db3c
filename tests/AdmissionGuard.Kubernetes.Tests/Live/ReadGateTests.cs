using AdmissionGuard.Kubernetes.Live;
using AdmissionGuard.TestKit.Time;

namespace AdmissionGuard.Kubernetes.Tests.Live;

public sealed class ReadGateTests
{
    private readonly FakeTime _time = new();
    private readonly ReadGate _gate;

    public ReadGateTests() => _gate = new ReadGate(_time);

    [Fact]
    public void A_change_is_made_at_once_when_nobody_reads()
    {
        var value = 0;
        _gate.Change(() => value = 1);
        Assert.Equal(1, value);
    }

    [Fact]
    public void Nothing_changes_while_somebody_reads()
    {
        var value = 0;
        var seen = _gate.Read(() =>
        {
            _gate.Change(() => value = 1);
            return value;
        });
        Assert.Equal(0, seen);
        Assert.Equal(1, value);
    }

    [Fact]
    public void Changes_are_made_in_their_order()
    {
        var made = new List<int>();
        _gate.Read(() =>
        {
            for (var i = 0; i < 5; i++)
            {
                var number = i;
                _gate.Change(() => made.Add(number));
            }

            return 0;
        });
        Assert.Equal([0, 1, 2, 3, 4], made);
    }

    [Fact]
    public async Task Readers_read_at_the_same_time()
    {
        using var both = new Barrier(2);
        var read = () => _gate.Read(() => both.SignalAndWait(TimeSpan.FromSeconds(10)));
        Assert.All(await Task.WhenAll(Task.Run(read), Task.Run(read)), Assert.True);
    }

    [Fact]
    public async Task A_change_that_has_been_kept_for_long_holds_new_readers_up()
    {
        var value = 0;
        Task<int> late = null!;
        _gate.Read(() =>
        {
            _gate.Change(() => value = 1);
            Assert.Equal(0, Task.Run(() => _gate.Read(() => value)).GetAwaiter().GetResult());
            _time.Advance(TimeSpan.FromMilliseconds(21));
            late = Task.Run(() => _gate.Read(() => value));
            Assert.False(late.Wait(50));
            return 0;
        });
        Assert.Equal(1, await late);
    }

    [Fact]
    public void What_must_be_prepared_is_prepared_before_it_is_read()
    {
        var isReady = false;
        Assert.True(_gate.Read(() => isReady, () => isReady = true, () => isReady));
    }

    [Fact]
    public async Task Whoever_prepares_waits_for_those_who_read()
    {
        var isReady = false;
        Task<bool> prepared = null!;
        _gate.Read(() =>
        {
            prepared = Task.Run(() => _gate.Read(() => isReady, () => isReady = true, () => isReady));
            Assert.False(prepared.Wait(50));
            return 0;
        });
        Assert.True(await prepared);
    }

    [Fact]
    public void After_a_change_that_failed_nobody_reads_what_it_left()
    {
        Assert.Throws<InvalidCastException>(() => _gate.Change(() => throw new InvalidCastException()));
        var failure = Assert.Throws<InvalidOperationException>(() => _gate.Read(() => 0));
        Assert.IsType<InvalidCastException>(failure.InnerException);
    }

    [Fact]
    public async Task Under_many_threads_a_reader_sees_whole_changes_only()
    {
        var (one, other, torn) = (0, 0, 0);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                _gate.Read(() => one == other ? 0 : Interlocked.Increment(ref torn));
            }
        }));
        var writers = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                _gate.Change(() =>
                {
                    one++;
                    other++;
                });
            }
        }));
        await Task.WhenAll([.. readers, .. writers]);
        Assert.Equal((15_000, 15_000, 0), (one, other, torn));
    }
}
