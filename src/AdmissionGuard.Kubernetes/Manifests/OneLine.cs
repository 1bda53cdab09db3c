using System.Text;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Messages are one line each, whatever the input that they quote.</summary>
internal static class OneLine
{
    // Long enough for every name that Kubernetes allows (253), short enough for a terminal.
    private const int MaxQuoted = 260;

    /// <summary>The text without control characters.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var line = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }

    /// <summary>What the input says, in quotes and not too long.</summary>
    public static string Quote(string text) => text.Length <= MaxQuoted ? $"\"{Of(text)}\"" : $"\"{Of(text[..MaxQuoted])}...\"";
}
