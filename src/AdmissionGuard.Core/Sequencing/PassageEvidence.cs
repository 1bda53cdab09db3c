using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>The connections of a passage, as they are named to people.</summary>
/// <param name="direction">At which end: ingress is that of the destination.</param>
internal sealed class PassageEvidence(Direction direction)
{
    private readonly List<(BlockEnd From, BlockEnd To)> _ends = [];

    /// <summary>At which end.</summary>
    public Direction Direction { get; } = direction;

    /// <summary>The ports.</summary>
    public ConnectionSet Connections { get; private set; } = ConnectionSet.None;

    /// <summary>Where they start and arrive.</summary>
    public IReadOnlyList<(BlockEnd From, BlockEnd To)> Ends => _ends;

    public void Add(BlockEnd near, BlockEnd far, ConnectionSet connections)
    {
        _ends.Add(Direction == Direction.Ingress ? (far, near) : (near, far));
        Connections = Connections.Union(connections);
    }

    /// <summary><c>connections from shop/web[Deployment] to shop/db[Deployment] on TCP 5432</c>, of several passages together.</summary>
    public static string Describe(IReadOnlyList<PassageEvidence> all, WorkloadNames names)
    {
        var ends = all.SelectMany(one => one._ends).ToList();
        var ports = all.Aggregate(ConnectionSet.None, (sum, one) => sum.Union(one.Connections));
        return $"connections from {names.Ends(ends)} to {names.Ends(ends.Select(end => (end.To, end.From)))} on {ports}";
    }
}
