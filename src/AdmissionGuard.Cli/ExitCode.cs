namespace AdmissionGuard.Cli;

/// <summary>What the shell is told.</summary>
internal static class ExitCode
{
    /// <summary>Done; for <c>review</c>: allowed or warned.</summary>
    public const int Success = 0;

    /// <summary><c>review</c>: denied; <c>diff --exit-code</c>: they differ; <c>verify</c>: not enforced, or in part.</summary>
    public const int Objection = 1;

    /// <summary><c>verify</c>: it cannot be told.</summary>
    public const int Inconclusive = 3;

    /// <summary>Bad usage or bad input: nothing was judged.</summary>
    public const int Failure = 2;
}
