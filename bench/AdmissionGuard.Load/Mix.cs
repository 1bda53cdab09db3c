using System.Globalization;
using System.Text.Json;

namespace AdmissionGuard.Load;

/// <summary>How often each kind of change is sent: shares, of whatever sum.</summary>
internal sealed class Mix
{
    private readonly Dictionary<ChangeKind, int> _shares;
    private readonly int _sum;

    private Mix(Dictionary<ChangeKind, int> shares) => (_shares, _sum) = (shares, shares.Values.Sum());

    /// <summary>The shares.</summary>
    public IReadOnlyDictionary<ChangeKind, int> Shares => _shares;

    /// <summary>Reads <c>small=60,wholeNamespace=20</c>; what is not named is not sent.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Mix Parse(string text)
    {
        var shares = new Dictionary<ChangeKind, int>();
        foreach (var part in text.Split(','))
        {
            shares[part.Split('=') is [var name, var number] && Enum.TryParse<ChangeKind>(name, ignoreCase: true, out var kind)
                ? kind
                : throw new FormatException($"\"{part}\" in the mix: say KIND=SHARE, of the kinds {string.Join(", ", Enum.GetValues<ChangeKind>().Select(Name))}")]
                = int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return shares.Values.Sum() > 0 ? new Mix(shares) : throw new FormatException("the shares of the mix are all 0");
    }

    /// <summary>As a kind is written.</summary>
    public static string Name(ChangeKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>The kind of the next change.</summary>
    public ChangeKind Next(Random random)
    {
        var rest = random.Next(_sum);
        foreach (var (kind, share) in _shares)
        {
            rest -= share;
            if (rest < 0)
            {
                return kind;
            }
        }

        throw new InvalidOperationException("the shares add up to less than their sum");
    }
}
