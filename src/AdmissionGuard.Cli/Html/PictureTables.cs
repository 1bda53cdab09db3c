using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Html;

/// <summary>
/// A picture as numbers into tables: among thousands of connections there are few lists of ports and few things that policies say, and a
/// page that repeated them would be too large to open.
/// </summary>
internal sealed class PictureTables
{
    private readonly Dictionary<Endpoint, int> _ends = [];

    public PictureTables(Picture picture)
    {
        Namespaces = [.. picture.Pairs.SelectMany(pair => new[] { pair.From.Namespace, pair.To.Namespace }).OfType<string>()
            .Distinct().Order(StringComparer.Ordinal)];
        Ends = [.. picture.Pairs.SelectMany(pair => new[] { pair.From, pair.To }).Distinct().Order()];
        for (var i = 0; i < Ends.Length; i++)
        {
            _ends[Ends[i]] = i;
        }

        Ports.Number(ConnectionSet.None);
        Connections = [.. picture.Pairs.Select(pair => Of(picture, pair))];
    }

    public ImmutableArray<string> Namespaces { get; }

    public ImmutableArray<Endpoint> Ends { get; }

    public Table<ConnectionSet> Ports { get; } = new();

    public Table<ObjectKey> Policies { get; } = new();

    /// <summary>What the policies at one end say: as it is written into the page, <c>[[0,1],[[0,2]],""]</c>.</summary>
    public Table<string> Sides { get; } = new(StringComparer.Ordinal);

    /// <summary>Lists of answers, likewise.</summary>
    public Table<string> Answers { get; } = new(StringComparer.Ordinal);

    public Table<Pattern> Patterns { get; } = new();

    /// <summary>The connections, in the order of the picture.</summary>
    public ImmutableArray<Connection> Connections { get; }

    private Connection Of(Picture picture, ConnectionChange pair)
    {
        var ports = pair.Before.Union(pair.After);
        var now = picture.After.Of(pair.From, pair.To, ports);
        var after = TextOf(now);
        var before = picture.IsOfOne ? after : TextOf(picture.Before.Of(pair.From, pair.To, ports));
        var isPlain = now.Length == 1 && now[0].Pairs == now[0].AllPairs && before == after;
        var pattern = new Pattern(
            Ports.Number(pair.Before),
            Ports.Number(pair.After),
            (pair.BeforeIsPartial ? 1 : 0) | (pair.AfterIsPartial ? 2 : 0),
            isPlain ? Pattern.Plain : Answers.Number(before),
            isPlain ? Pattern.Plain : Answers.Number(after));
        return new Connection(
            _ends[pair.From], _ends[pair.To], Patterns.Number(pattern),
            isPlain ? NumberOf(now[0].Egress) : null, isPlain ? NumberOf(now[0].Ingress) : null);
    }

    private string TextOf(ImmutableArray<PortsAnswer> answers) => $"[{string.Join(',', answers.Select(answer =>
        $"[{Ports.Number(answer.Ports)},{NumberOf(answer.Egress)},{NumberOf(answer.Ingress)},{answer.Pairs},{answer.AllPairs}]"))}]";

    // An exemption is one of a few sentences of ours, without a character that JSON would escape.
    private int NumberOf(EndExplanation end) => Sides.Number(
        $"[[{string.Join(',', end.IsolatedBy.Select(Policies.Number))}],"
        + $"[{string.Join(',', end.AllowedBy.Select(rule => $"[{Policies.Number(rule.Policy)},{rule.Position}]"))}],"
        + $"{System.Text.Json.JsonSerializer.Serialize(end.Exemption ?? "")}]");

    /// <summary>What connections share that differ in their ends alone.</summary>
    /// <param name="Before">The number of the ports before.</param>
    /// <param name="After">The number of the ports after.</param>
    /// <param name="Partial">1 where those before do not hold for every pair of pods, 2 where those after do not; or both.</param>
    /// <param name="AnswersBefore">The number of what the policies said.</param>
    /// <param name="AnswersAfter">The number of what they say.</param>
    internal readonly record struct Pattern(int Before, int After, int Partial, int AnswersBefore, int AnswersAfter)
    {
        /// <summary>Instead of a number of answers: one thing is said of all ports and pods, before and after, and the connection has it.</summary>
        public const int Plain = -1;
    }

    /// <summary>A connection.</summary>
    /// <param name="From">The number of its source.</param>
    /// <param name="To">The number of its destination.</param>
    /// <param name="Pattern">The number of its pattern.</param>
    /// <param name="Egress">The number of what the source's policies say; null where the pattern has answers.</param>
    /// <param name="Ingress">The number of what the destination's policies say; null likewise.</param>
    internal readonly record struct Connection(int From, int To, int Pattern, int? Egress, int? Ingress);
}
