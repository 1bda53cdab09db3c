using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>What is said of pairs of ends. Neighbouring external ranges of which the same is said are one range.</summary>
internal sealed class Answers
{
    private readonly List<(Endpoint From, Endpoint To, string Answer)> _answers = [];

    public static Answers Of(IEnumerable<WorkloadConnection> connections)
    {
        var answers = new Answers();
        foreach (var connection in connections)
        {
            answers.Add(connection.From, connection.To, Text(connection.Connections));
        }

        return answers;
    }

    public static Answers Of(IEnumerable<ConnectionChange> changes)
    {
        var answers = new Answers();
        foreach (var change in changes)
        {
            answers.Add(change.From, change.To, $"{Text(change.Before)} -> {Text(change.After)}");
        }

        return answers;
    }

    public void Add(Endpoint from, Endpoint to, string answer) => _answers.Add((from, to, answer));

    /// <summary>Every pair but those with an end that is left out, and those of a workload with itself.</summary>
    public Answers Without(IReadOnlySet<string> workloads)
    {
        var rest = new Answers();
        rest._answers.AddRange(_answers.Where(item =>
            !workloads.Contains(item.From.Name ?? "") && !workloads.Contains(item.To.Name ?? "") && (item.From.Name is null || item.From != item.To)));
        return rest;
    }

    /// <summary>A sorted line for each pair: <c>shop/web[Deployment] => shop/db[Pod] : TCP 5432</c>.</summary>
    public List<string> Lines() =>
        [.. Merged().Select(item => $"{item.From} => {item.To} : {item.Answer}").Order(StringComparer.Ordinal)];

    private IEnumerable<(Endpoint From, Endpoint To, string Answer)> Merged()
    {
        foreach (var item in _answers.Where(item => item.From.Range is null && item.To.Range is null))
        {
            yield return item;
        }

        var outside = _answers.Where(item => item.From.Range is not null || item.To.Range is not null)
            .GroupBy(item => (item.From.Name, To: item.To.Name, item.Answer));
        foreach (var group in outside)
        {
            foreach (var range in Join(group.Select(item => (item.From.Range ?? item.To.Range)!.Value).Order()))
            {
                var first = group.First();
                var end = Endpoint.Of(range);
                yield return (first.From.Range is null ? first.From : end, first.To.Range is null ? first.To : end, group.Key.Answer);
            }
        }
    }

    private static IEnumerable<IpRange> Join(IEnumerable<IpRange> sorted)
    {
        IpRange? open = null;
        foreach (var range in sorted)
        {
            if (open is { } last && last.Family == range.Family && last.Last != IpAddress.Highest(last.Family) && range.First <= last.Last + 1)
            {
                open = last with { Last = UInt128.Max(last.Last, range.Last) };
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = range;
        }

        if (open is { } end)
        {
            yield return end;
        }
    }

    private static string Text(ConnectionSet connections) => connections.IsEmpty ? "nothing" : string.Join(", ", connections.ToList());
}
