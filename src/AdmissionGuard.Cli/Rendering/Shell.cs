namespace AdmissionGuard.Cli.Rendering;

/// <summary>Words for a POSIX shell.</summary>
internal static class Shell
{
    /// <summary>A word that the shell takes as it stands: in quotes, where it has to be.</summary>
    public static string Quote(string word) => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:=,@%+".Contains(letter, StringComparison.Ordinal))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
