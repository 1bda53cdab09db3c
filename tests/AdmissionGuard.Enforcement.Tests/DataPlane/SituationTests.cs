using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>Plan, probe and verdict on every kind of data plane and in every trap.</summary>
public sealed class SituationTests
{
    private const string Repetitions = "ADMISSION_GUARD_REPETITIONS";

    // Each waits most of the time: several at once do not disturb each other, and have nothing in common.
    private static ParallelOptions AtOnce(int most) =>
        new() { MaxDegreeOfParallelism = most, CancellationToken = TestContext.Current.CancellationToken };

    [Fact]
    public async Task Every_data_plane_and_every_trap_gets_its_verdict()
    {
        Machine.NeedsNamespaces();
        var verdicts = new ConcurrentDictionary<string, string>();
        await Parallel.ForEachAsync(Situation.All, AtOnce(6), async (situation, cancellation) =>
        {
            var trial = (await Enactment.OfAsync(situation, cancellation)).Trial;
            verdicts[situation.Name] = $"{situation.Name}: {trial.Verdict}";
            if (trial.Verdict != situation.Right)
            {
                verdicts[situation.Name] += $" ({string.Join("; ", trial.Reasons)})";
                TestContext.Current.TestOutputHelper?.WriteLine(verdicts[situation.Name]);
            }
        });
        Assert.Equal(Situation.All.Select(situation => $"{situation.Name}: {situation.Right}"), Situation.All.Select(situation => verdicts[situation.Name]));
    }

    [Fact]
    public void The_documentation_lists_them_all_each_right_every_time_it_was_measured()
    {
        var rows = File.ReadLines(Repository.PathOf("docs/enforcement.md")).Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 7 && cells[3].Contains(" of ", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            Situation.All.Select(situation => (situation.Name, $"{situation.Right}")), rows.Select(cells => (cells[1], cells[2])));
        Assert.All(rows, cells => Assert.Equal(cells[3].Split(' ')[0], cells[3].Split(' ')[2]));
        Assert.All(rows, cells => Assert.Contains(cells[4], (string[])["0", "–"]));
    }

    /// <summary>Prints the table of docs/enforcement.md; the docs say how it is run.</summary>
    [Fact(Explicit = true)]
    public async Task Measure()
    {
        Machine.NeedsNamespaces();
        var repetitions = int.Parse(Environment.GetEnvironmentVariable(Repetitions) ?? "100", CultureInfo.InvariantCulture);
        var results = Situation.All.ToDictionary(situation => situation, _ => new ConcurrentBag<Enactment>());
        var wrong = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, repetitions).SelectMany(_ => Situation.All),
            AtOnce(16),
            async (situation, cancellation) =>
            {
                var enactment = await Enactment.OfAsync(situation, cancellation);
                results[situation].Add(enactment);
                if (enactment.Trial.Verdict != situation.Right)
                {
                    wrong.Enqueue($"{situation.Name}: {enactment.Trial.Verdict}, not {situation.Right}: {string.Join("; ", enactment.Trial.Reasons)}");
                }
            });
        var table = new StringBuilder("\n| data plane or trap | right verdict | given | false Enforced | first clean round, median and worst |\n|---|---|---|---|---|\n");
        foreach (var situation in Situation.All)
        {
            table.AppendLine(Row(situation, [.. results[situation]]));
        }

        Console.WriteLine(table);
        Console.WriteLine(string.Join('\n', wrong));
        Assert.DoesNotContain(results, pair =>
            pair.Key.Right != EnforcementVerdict.Enforced && pair.Value.Any(enactment => enactment.Trial.Verdict == EnforcementVerdict.Enforced));
    }

    private static string Row(Situation situation, List<Enactment> enactments)
    {
        var right = enactments.Count(enactment => enactment.Trial.Verdict == situation.Right);
        var isFalse = situation.Right != EnforcementVerdict.Enforced;
        var falsely = enactments.Count(enactment => isFalse && enactment.Trial.Verdict == EnforcementVerdict.Enforced);
        var clean = enactments.Select(enactment => enactment.SinceEnforced).OfType<TimeSpan>().Order().ToList();
        var latency = clean.Count == 0 ? "–" : $"{clean[clean.Count / 2].TotalSeconds:0.0} s, {clean[^1].TotalSeconds:0.0} s";
        return $"| {situation.Name} | {situation.Right} | {right} of {enactments.Count} | {(isFalse ? falsely : "–")} | {latency} |";
    }
}
