namespace AdmissionGuard.Verifier.Controlling;

/// <summary>What comes to a controller from outside.</summary>
internal sealed record ControllerWorld
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>From 0 up to 1; called from several threads.</summary>
    public required Func<double> Random { get; init; }

    /// <summary>A name for a run that no other has: small letters and digits.</summary>
    public required Func<string> NewRun { get; init; }

    /// <summary>Told in one line what an operator may want to know; from several threads.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>Counts what is done.</summary>
    public required ControllerMeter Meter { get; init; }
}
