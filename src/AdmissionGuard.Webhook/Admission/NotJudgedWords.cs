namespace AdmissionGuard.Webhook.Admission;

/// <summary>Why a request was not judged, in words.</summary>
internal static class NotJudgedWords
{
    /// <summary>As metrics and the audit log name it.</summary>
    public static string Name(this NotJudged reason) => reason switch
    {
        NotJudged.OtherKind => "other-kind",
        NotJudged.Unreadable => "unreadable",
        NotJudged.Deadline => "deadline",
        NotJudged.Error => "error",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };

    /// <summary>As people are told it.</summary>
    public static string Why(this NotJudged reason, AdmissionRequest request) => reason switch
    {
        NotJudged.Unreadable => request.Problem,
        NotJudged.Deadline => "it could not be judged within the timeout; review it with the command line",
        NotJudged.Error => "it could not be judged because of an error of AdmissionGuard, which its log tells of",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
