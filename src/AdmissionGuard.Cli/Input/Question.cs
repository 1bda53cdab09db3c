using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>A question about one connection, which can be asked of several states of a cluster.</summary>
/// <param name="From">Where it starts, as it was written.</param>
/// <param name="To">Where it arrives.</param>
/// <param name="Port">The port.</param>
/// <param name="IpBlockMatchesPods">The reading of ipBlock.</param>
internal sealed record Question(string From, string To, PortText Port, bool IpBlockMatchesPods)
{
    public Answer Ask(ClusterState state)
    {
        var index = Clusters.Index(state, IpBlockMatchesPods);
        var search = new PeerSearch(state, index);
        var (from, to) = (search.Find("--from", From), search.Find("--to", To));
        if (from.Address is not null && to.Address is not null)
        {
            throw new UsageException("--from and --to are both addresses outside the pods; policies have no say between them");
        }

        var number = Number(to);
        var parts = PeerPairs.Of(from, to)
            .Select(pair => new AnswerPart(Explainer.Explain(pair.From, pair.To, Port.Protocol, number, IpBlockMatchesPods), pair.Count))
            .GroupBy(part => SameAnswer.Of(part.Example), StringComparer.Ordinal)
            .Select(group => new AnswerPart(group.First().Example, group.Sum(part => part.Pairs)));
        return new Answer(
            from.Name, to.Name, $"{Port.Protocol.Name()} {number}", [.. parts], [.. new[] { from.Note, to.Note }.OfType<string>()]);
    }

    private int Number(Peer to)
    {
        if (Port.Number is { } number)
        {
            return number;
        }

        if (to.Address is not null)
        {
            throw new UsageException($"--port {Port.Name}: an address has no named ports; give the number");
        }

        return to.Classes.Select(pods => Port.On(pods.Ports)).Distinct().ToList() switch
        {
            [{ } only] => only,
            [null] => throw new UsageException(
                $"--port {Port.Name}: {to.Name} has no {Port.Protocol.Name()} port of that name{Declared(to)}"),
            _ => throw new UsageException($"--port {Port.Name}: the pods of {to.Name} do not agree on that port; give the number"),
        };
    }

    private string Declared(Peer to)
    {
        var names = to.Classes.SelectMany(pods => pods.Ports.Ports)
            .Where(port => port.Name is not null && port.Protocol == Port.Protocol).Select(port => port.Name!)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "" : $"; it has {string.Join(", ", names)}";
    }
}
