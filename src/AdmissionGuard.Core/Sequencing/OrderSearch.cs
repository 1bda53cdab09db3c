using System.Numerics;

namespace AdmissionGuard.Core.Sequencing;

/// <summary>
/// Looks for an order of a few entangled changes that interrupts nothing. In general that is hard – "not the first of three" and "not the
/// last of three", which is all it takes to say "between", are both things that passages can ask – so the search is exact as long as there
/// are few states to be in, and gives up beyond.
/// </summary>
/// <param name="changes">The changes, ascending.</param>
/// <param name="passages">What must not be broken; about these changes alone.</param>
internal sealed class OrderSearch(IReadOnlyList<int> changes, IReadOnlyList<Passage> passages)
{
    /// <summary>The most states that are looked at: all that 16 changes can be in.</summary>
    public const int MostStates = 1 << 16;

    private readonly HashSet<BigInteger> _seen = [];
    private readonly List<int> _order = [];

    /// <summary>The longest beginning that interrupts nothing; all changes when there is an order.</summary>
    public IReadOnlyList<int> Longest { get; private set; } = [];

    /// <summary>Whether every state was looked at that can be reached: then no order works if none was found.</summary>
    public bool IsExhaustive { get; private set; } = true;

    /// <summary>Whether an order was found.</summary>
    public bool Find() => Go(BigInteger.Zero);

    private bool Go(BigInteger made)
    {
        if (_order.Count > Longest.Count)
        {
            Longest = [.. _order];
        }

        if (_order.Count == changes.Count)
        {
            return true;
        }

        for (var i = 0; i < changes.Count; i++)
        {
            var next = made | (BigInteger.One << i);
            if (next == made || !_seen.Add(next))
            {
                continue;
            }

            if (_seen.Count > MostStates)
            {
                IsExhaustive = false;
                return false;
            }

            _order.Add(changes[i]);
            if (!Broken(_order).Any() && Go(next))
            {
                return true;
            }

            _order.RemoveAt(_order.Count - 1);
        }

        return false;
    }

    /// <summary>What is broken once some changes are made.</summary>
    public IEnumerable<Passage> Broken(IReadOnlyCollection<int> made) => passages.Where(passage => passage.IsBroken(made.Contains));
}
