namespace AdmissionGuard.Cli.Input;

/// <summary>The rule for <c>-</c>.</summary>
internal static class StandardInput
{
    /// <summary>Refuses a command line that reads standard input twice: the second time there is nothing left.</summary>
    public static void RequireOnce(params IEnumerable<string> paths)
    {
        if (paths.Count(path => path == "-") > 1)
        {
            throw new UsageException("standard input (-) can be read once only; put one of the inputs into a file");
        }
    }
}
