using System.Globalization;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>
/// What plain scalars mean to kubectl. Its library (sigs.k8s.io/yaml over go-yaml v2) resolves them by YAML 1.1: <c>yes</c> and <c>on</c>
/// are booleans, <c>010</c> is octal, <c>1_000</c> a number.
/// </summary>
internal static class YamlScalars
{
    /// <summary>The kind of a plain scalar.</summary>
    public static TreeKind Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => TreeKind.Null,
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => TreeKind.Boolean,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => TreeKind.Boolean,
        _ => LooksNumeric(plain) && (Whole(plain) is not null || IsFloat(plain)) ? TreeKind.Number : TreeKind.Text,
    };

    /// <summary>The value of a plain boolean.</summary>
    public static bool IsTrue(string plain) => plain[0] is 'y' or 'Y' or 't' or 'T' || plain is "on" or "On" or "ON";

    /// <summary>The value of a number; null when it is not whole or does not fit.</summary>
    public static int? Integer(string plain)
    {
        if (Whole(plain) is { } whole)
        {
            return whole is >= int.MinValue and <= int.MaxValue ? (int)whole : null;
        }

        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == Math.Floor(number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : null;
    }

    private static bool LooksNumeric(string plain) =>
        char.IsAsciiDigit(plain[0]) || (plain.Length > 1 && plain[0] is '-' or '+' or '.');

    // Go's strconv.ParseInt with base 0, after go-yaml has removed the underscores.
    private static long? Whole(string plain)
    {
        var text = plain.Replace("_", "", StringComparison.Ordinal).AsSpan();
        var negative = text.StartsWith("-");
        var digits = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        var (radix, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        digits = digits[start..];
        if (digits.IsEmpty || digits.Length > 40)
        {
            return null;
        }

        Int128 value = 0;
        foreach (var c in digits)
        {
            var digit = c switch
            {
                >= '0' and <= '9' => c - '0',
                >= 'a' and <= 'f' => c - 'a' + 10,
                >= 'A' and <= 'F' => c - 'A' + 10,
                _ => int.MaxValue,
            };
            if (digit >= radix)
            {
                return null;
            }

            value = (value * radix) + digit;
            if (value > long.MaxValue)
            {
                return null;
            }
        }

        return (long)(negative ? -value : value);
    }

    // [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? and the words for infinity and for what is no number.
    private static bool IsFloat(string plain)
    {
        var rest = plain.Replace("_", "", StringComparison.Ordinal).AsSpan();
        rest = rest.Length > 0 && rest[0] is '-' or '+' ? rest[1..] : rest;
        if (rest is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
        {
            return true;
        }

        var whole = Digits(ref rest);
        var fraction = 0;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = Digits(ref rest);
        }

        if (whole + fraction == 0)
        {
            return false;
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest[1..];
            rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
            return Digits(ref rest) > 0 && rest.IsEmpty;
        }

        return rest.IsEmpty;
    }

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        var other = text.IndexOfAnyExceptInRange('0', '9');
        var count = other < 0 ? text.Length : other;
        text = text[count..];
        return count;
    }
}
