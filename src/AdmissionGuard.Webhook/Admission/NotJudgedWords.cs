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
        NotJudged.Deadline => "there was no time for it within the API server's timeout; try again, or review it with the command line",
        NotJudged.Error => "an error of AdmissionGuard kept it from being judged; its log tells of it under this request's id",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
