using System.Buffers;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// Tells names that an API server made up from those that somebody chose (k8s.io/apiserver, pkg/storage/names): a prefix of 58 characters at
/// most, and five of an alphabet without vowels, so that no words come about.
/// </summary>
internal static class GeneratedName
{
    private const int MaxPrefix = 58;
    private const int Suffix = 5;
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("bcdfghjklmnpqrstvwxz2456789");

    /// <summary>The <c>generateName</c> that a name was made of; null when it was not.</summary>
    public static string? PrefixOf(string name, string? generateName)
    {
        if (string.IsNullOrEmpty(generateName))
        {
            return null;
        }

        var prefix = generateName.Length > MaxPrefix ? generateName[..MaxPrefix] : generateName;
        var isMadeOfIt = name.Length == prefix.Length + Suffix && name.StartsWith(prefix, StringComparison.Ordinal)
            && !name.AsSpan(prefix.Length).ContainsAnyExcept(Alphabet);

        // An API server calls webhooks before it has made a name, too.
        return isMadeOfIt || name.Length == 0 ? generateName : null;
    }
}
