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
            Assert.Equal(0, OnAThreadOfItsOwn(() => _gate.Read(() => value)).Result);
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
        Assert.Throws<InvalidOperationException>(() => _gate.Change(() => throw new InvalidCastException()));
        var failure = Assert.Throws<InvalidOperationException>(() => _gate.Read(() => 0));
        Assert.IsType<InvalidCastException>(failure.InnerException);
    }

    [Fact]
    public async Task A_change_that_fails_when_a_reader_leaves_is_not_the_readers_failure_but_everybodys_afterwards()
    {
        var answer = _gate.Read(() =>
        {
            _gate.Change(() => throw new InvalidCastException());
            return 7;
        });
        Assert.Equal(7, answer);
        Assert.IsType<InvalidCastException>(Assert.Throws<InvalidOperationException>(() => _gate.Read(() => 0)).InnerException);
        Assert.IsType<InvalidCastException>(Assert.Throws<InvalidOperationException>(() => _gate.Change(() => { })).InnerException);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _gate.Failure.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Preparing_that_fails_is_a_change_that_failed()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => _gate.Read(() => false, () => throw new InvalidCastException(), () => 0));
        Assert.IsType<InvalidCastException>(failure.InnerException);
    }

    [Fact]
    public void Who_reads_cannot_read_again_meanwhile() =>
        _gate.Read(() => Assert.Throws<LockRecursionException>(() => _gate.Read(() => 0)));

    [Fact]
    public async Task Changes_that_come_one_after_the_other_without_end_let_readers_in()
    {
        var isOver = false;
        var changing = OnAThreadOfItsOwn(() =>
        {
            _gate.Change(Next);
            return 0;

            void Next()
            {
                if (!Volatile.Read(ref isOver))
                {
                    _gate.Change(Next);
                }
            }
        });
        try
        {
            await OnAThreadOfItsOwn(() => _gate.Read(() => 0)).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            await changing;
        }
    }

    [Fact]
    public async Task Who_waits_for_changes_sees_those_that_were_there_when_it_came()
    {
        var made = new List<string>();
        Task<string> late = null!;
        Thread reader = null!;
        _gate.Change(() =>
        {
            made.Add("first");
            _gate.Change(() => made.Add("kept"));
            late = OnAThreadOfItsOwn(() =>
            {
                Volatile.Write(ref reader, Thread.CurrentThread);
                return _gate.Read(() => string.Join(' ', made));
            });
            Assert.True(SpinWait.SpinUntil(
                () => Volatile.Read(ref reader)?.ThreadState.HasFlag(ThreadState.WaitSleepJoin) == true, TimeSpan.FromSeconds(10)));
            _gate.Change(() => made.Add("later"));
        });
        Assert.Equal("first kept", await late);
        Assert.Equal("first kept later", _gate.Read(() => string.Join(' ', made)));
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
        var prepared = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 1; i < 1_000; i++)
            {
                var enough = i * 10;
                _gate.Read(() => one >= enough, () => (one, other) = (one + 1, other + 1), () => one == other ? 0 : Interlocked.Increment(ref torn));
            }
        }));
        await Task.WhenAll([.. readers, .. writers, .. prepared]).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal((true, true, 0), _gate.Read(() => (one == other, one >= 15_000, torn)));
    }

    // A task of the pool may be run by the very thread that waits for it.
    private static Task<T> OnAThreadOfItsOwn<T>(Func<T> run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
