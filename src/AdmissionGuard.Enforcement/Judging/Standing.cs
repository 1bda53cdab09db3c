using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>What all rounds so far say of one probe.</summary>
/// <param name="Probe">The probe.</param>
/// <param name="Last">What the last round says; null before the first.</param>
/// <param name="Right">In how many rounds it was right.</param>
/// <param name="Wrong">In how many rounds it was wrong.</param>
/// <param name="Unknown">In how many rounds nothing could be told.</param>
/// <param name="Rejections">In how many rounds the source was told that it is refused.</param>
/// <param name="IsFlaky">It was right, and wrong after that although the network had had time to settle.</param>
public sealed record Standing(
    Probe Probe, ProbeResult? Last = null, int Right = 0, int Wrong = 0, int Unknown = 0, int Rejections = 0, bool IsFlaky = false)
{
    // Whether it was right when last anything was known of it.
    internal bool WasRight { get; init; }

    /// <summary>What the last round says.</summary>
    public ResultKind Kind => Last?.Kind ?? ResultKind.Unknown;

    internal Standing With(ProbeResult result, bool isSettled) => new(
        Probe,
        result,
        Right + (result.Kind == ResultKind.Right ? 1 : 0),
        Wrong + (result.Kind == ResultKind.Wrong ? 1 : 0),
        Unknown + (result.Kind == ResultKind.Unknown ? 1 : 0),
        Rejections + (result.Outcome == Outcome.Rejected ? 1 : 0),
        IsFlaky || (isSettled && WasRight && result.Kind == ResultKind.Wrong))
    {
        WasRight = result.Kind == ResultKind.Unknown ? WasRight : result.Kind == ResultKind.Right,
    };
}
