namespace AdmissionGuard.Core.Model;

/// <summary>A place in a manifest.</summary>
/// <param name="File">The file as it was named on the command line or found beneath that; a name for people where it is none.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="IsFile">There is a file of that name: it is not standard input.</param>
public sealed record ManifestPlace(string File, int Line, int Column, bool IsFile = true)
{
    /// <summary><c>file:line</c>.</summary>
    public override string ToString() => $"{File}:{Line}";
}
