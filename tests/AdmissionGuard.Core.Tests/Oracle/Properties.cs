using System.Globalization;
using AdmissionGuard.Core.Model;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using TestResult = FsCheck.TestResult;

namespace AdmissionGuard.Core.Tests.Oracle;

/// <summary>
/// Runs a property over random values, always the same ones unless the environment says otherwise, so that a red build is red again
/// on the next run: <c>ADMISSION_GUARD_SEED</c> (a number, or <c>random</c>) and <c>ADMISSION_GUARD_RUNS</c>.
/// </summary>
internal static class Properties
{
    /// <summary>Names the seed; <c>random</c> takes a new one each time.</summary>
    public const string SeedVariable = "ADMISSION_GUARD_SEED";

    /// <summary>Names the number of runs of every property.</summary>
    public const string RunsVariable = "ADMISSION_GUARD_RUNS";

    private const ulong FixedSeed = 20260101;

    // SplitMix64's usual increment; FsCheck needs an odd number beside the seed.
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>Fails when <paramref name="body"/> throws for some value.</summary>
    public static void Check<T>(Arbitrary<T> values, Action<T> body, int runs)
    {
        var text = Environment.GetEnvironmentVariable(SeedVariable);
        var seed = text switch
        {
            null or "" => FixedSeed,
            "random" => (ulong)Environment.TickCount64,
            _ => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture),
        };
        var count = Environment.GetEnvironmentVariable(RunsVariable) is { Length: > 0 } number
            ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)
            : runs;
        Check(values, body, count, seed);
    }

    /// <summary>Fails when <paramref name="body"/> throws for some value.</summary>
    public static void Check<T>(Gen<T> values, Action<T> body, int runs) => Check(Arb.From(values), body, runs);

    /// <summary>Fails when <paramref name="body"/> throws or is false for some value.</summary>
    public static void Check<T>(Arbitrary<T> values, Func<T, bool> body, int runs) =>
        Check(values, value => Assert.True(body(value), "The property is false."), runs);

    /// <summary>Fails when <paramref name="body"/> throws or is false for some value.</summary>
    public static void Check<T>(Gen<T> values, Func<T, bool> body, int runs) => Check(Arb.From(values), body, runs);

    /// <summary>The same with a seed, whatever the environment says.</summary>
    public static void Check<T>(Arbitrary<T> values, Action<T> body, int runs, ulong seed)
    {
        var runner = new Runner();
        var config = Config.Default
            .WithMaxTest(runs)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, Gamma), FSharpOption<int>.None)))
            .WithRunner(runner);
        FsCheck.Check.One(config, Prop.ForAll(values, body));
        if (runner.Result is not TestResult.Passed)
        {
            Assert.Fail(Describe(runner.Result, seed, runs));
        }
    }

    private static string Describe(TestResult? result, ulong seed, int runs)
    {
        var replay = $"Seed {seed}. To run the same values again: {SeedVariable}={seed} {RunsVariable}={runs} dotnet test …";
        return result is TestResult.Failed failed
            ? $"""
               False after {failed.Item1.NumberOfTests} of {runs} values and {failed.Item1.NumberOfShrinks} simplifications. {replay}
               {Why(failed.Item4)}

               {string.Join('\n', failed.Item3.Select(Print))}
               """
            : $"{result}\n{replay}";
    }

    private static string Why(Outcome outcome) => outcome is Outcome.Failed failed ? failed.Item.ToString() : outcome.ToString();

    private static string? Print(object value) => value is ClusterState cluster ? Clusters.Describe(cluster) : value.ToString();

    // Keeps the result and prints nothing: what is worth saying stands in the failure's message.
    private sealed class Runner : IRunner
    {
        public TestResult? Result { get; private set; }

        public void OnStartFixture(Type value)
        {
        }

        public void OnArguments(int value1, FSharpList<object> value2, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> value3)
        {
        }

        public void OnShrink(FSharpList<object> value1, FSharpFunc<FSharpList<object>, string> value2)
        {
        }

        public void OnFinished(string value1, TestResult value2) => Result = value2;
    }
}
