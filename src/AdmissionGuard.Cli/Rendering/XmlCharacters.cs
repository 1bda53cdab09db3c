using System.Xml;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>Text for XML 1.0, which has no way to write most control characters.</summary>
internal static class XmlCharacters
{
    /// <summary>The text, with U+FFFD for what XML cannot hold.</summary>
    public static string Of(string text)
    {
        try
        {
            return XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            return string.Concat(text.EnumerateRunes()
                .Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()));
        }
    }
}
