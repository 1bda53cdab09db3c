namespace AdmissionGuard.Cli.Rendering;

/// <summary>What a piece of text means, as far as it is shown by colour.</summary>
internal enum Ink
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>What to read first.</summary>
    Strong,

    /// <summary>What may be skipped.</summary>
    Faint,

    /// <summary>Denied, lost.</summary>
    Bad,

    /// <summary>Warned, changed.</summary>
    Doubtful,

    /// <summary>Allowed, gained.</summary>
    Good,
}
