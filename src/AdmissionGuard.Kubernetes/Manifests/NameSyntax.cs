namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>The syntax of names, as apimachinery's pkg/util/validation has it.</summary>
internal static class NameSyntax
{
    private const int MaxLabel = 63;
    private const int MaxSubdomain = 253;
    private const int MaxPortName = 15;

    /// <summary>A DNS label: <c>[a-z0-9]([-a-z0-9]*[a-z0-9])?</c>.</summary>
    public static bool IsLabel(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLabel && IsLabelOfAnyLength(name);

    /// <summary>Labels with dots between them; here only the whole is limited in length.</summary>
    public static bool IsSubdomain(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxSubdomain)
        {
            return false;
        }

        foreach (var part in name.Split('.'))
        {
            if (!IsLabelOfAnyLength(name[part]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A label's key: a name, after an optional subdomain and a slash.</summary>
    public static bool IsLabelKey(ReadOnlySpan<char> key)
    {
        var slash = key.IndexOf('/');
        return slash < 0 ? IsQualifiedName(key) : IsSubdomain(key[..slash]) && IsQualifiedName(key[(slash + 1)..]);
    }

    /// <summary>A label's value: a name, or empty.</summary>
    public static bool IsLabelValue(ReadOnlySpan<char> value) => value.IsEmpty || IsQualifiedName(value);

    /// <summary>A port's name (IANA_SVC_NAME).</summary>
    public static bool IsPortName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxPortName && IsLabelOfAnyLength(name)
        && name.ContainsAnyInRange('a', 'z') && !name.Contains("--", StringComparison.Ordinal);

    /// <summary>Refuses a name that is no subdomain.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="name">What is checked, which for a prefix is not all of what stands there.</param>
    public static void RequireSubdomain(Tree at, string name)
    {
        if (!IsSubdomain(name))
        {
            throw new BadInputException(
                at, $"{OneLine.Quote(at.Text)} is no object name; use at most 253 of a-z, 0-9, - and ., a letter or digit at both ends");
        }
    }

    private static bool IsLabelOfAnyLength(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!IsLowerOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return !name.IsEmpty && IsLowerOrDigit(name[0]) && IsLowerOrDigit(name[^1]);
    }

    // ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]
    private static bool IsQualifiedName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return name.Length is > 0 and <= MaxLabel && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]);
    }

    private static bool IsLowerOrDigit(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
