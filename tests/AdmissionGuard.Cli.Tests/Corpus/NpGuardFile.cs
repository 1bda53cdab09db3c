using System.Collections.Immutable;
using System.Text.RegularExpressions;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>
/// Reads what netpol-analyzer expects (its notation is described beside the files) into the form in which our own answers are compared:
/// an answer for each pair of ends, with external ranges as wide as they can be.
/// </summary>
internal static partial class NpGuardFile
{
    private const string External = "[External]";
    private const string IngressController = "{ingress-controller}";

    /// <summary>The answers of a <c>.connections.txt</c>.</summary>
    public static Answers Connections(string file) => Read(file, Connection(), match => match.Groups["connections"].Value);

    /// <summary>The answers of a <c>.diff.txt</c>, written <c>before -> after</c>; a missing side is <c>nothing</c>.</summary>
    public static Answers Diff(string file) =>
        Read(file, Difference(), match => $"{match.Groups["before"].Value} -> {match.Groups["after"].Value}");

    private static Answers Read(string file, Regex line, Func<Match, string> value)
    {
        var answers = new Answers();
        foreach (var text in File.ReadLines(file).Where(text => text.Length > 0 && !text.StartsWith("Connectivity diff:", StringComparison.Ordinal)))
        {
            var match = line.Match(text);
            Assert.True(match.Success, $"{file}: not understood: {text}");
            var (from, to) = (match.Groups["from"].Value, match.Groups["to"].Value);
            if (from != IngressController && to != IngressController)
            {
                answers.Add(End(from), End(to), string.Join(" -> ", value(match).Split(" -> ").Select(Normal)));
            }
        }

        return answers;
    }

    /// <summary>A connection list as our own <c>ToList</c> prints it: <c>TCP 8080, TCP 8090-8100, UDP 53</c>.</summary>
    private static string Normal(string connections)
    {
        if (connections is "All Connections" or "No Connections")
        {
            return connections == "All Connections" ? "all" : "nothing";
        }

        // A protocol's name stands before its first port only: "TCP 80,8080-8090,UDP 53".
        var list = new List<string>();
        var protocol = "";
        foreach (var part in connections.Split(',', StringSplitOptions.TrimEntries))
        {
            var space = part.IndexOf(' ', StringComparison.Ordinal);
            protocol = space < 0 ? protocol : part[..space];
            list.Add($"{protocol} {part[(space + 1)..]}");
        }

        return string.Join(", ", list);
    }

    private static Endpoint End(string text)
    {
        if (!text.EndsWith(External, StringComparison.Ordinal))
        {
            return new Endpoint(text, text[..text.IndexOf('/', StringComparison.Ordinal)], null);
        }

        var ends = text[..^External.Length].Split('-').Select(address => IpAddress.Parse(address)!.Value).ToImmutableArray();
        return new Endpoint(null, null, new IpRange(ends[0].Family, ends[0].Value, ends[^1].Value));
    }

    [GeneratedRegex("^(?<from>.+) => (?<to>.+) : (?<connections>.+)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Connection();

    [GeneratedRegex(
        "^diff-type: (added|removed|changed), source: (?<from>.+), destination: (?<to>.+), ref1: (?<before>.+), ref2: (?<after>.+)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Difference();
}
