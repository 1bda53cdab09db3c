using AdmissionGuard.Kubernetes.Manifests;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>What is logged about requests: never what is in them but names. Ids 1000 to 1999.</summary>
internal static partial class Log
{
    // Names of Kubernetes have 253 characters at most. Who is no API server sends what they like.
    private const int Longest = 256;

    /// <summary>A request as the log may show it: no name breaks a line, moves a terminal's cursor or fills a disk.</summary>
    public static AdmissionRequest Shown(AdmissionRequest request) => request with
    {
        Uid = Shown(request.Uid),
        Operation = Shown(request.Operation),
        Namespace = Shown(request.Namespace),
        Name = Shown(request.Name),
        User = Shown(request.User),
    };

    private static string Shown(string text) => OneLine.Of(text.Length <= Longest ? text : $"{text[..Longest]}...");

    [LoggerMessage(1000, LogLevel.Information, "Denied {Operation} of {Namespace}/{Name} for {User} by {Rules} in {ElapsedMs:0.0} ms, request {Uid}")]
    public static partial void Denied(
        ILogger log, string operation, string nameSpace, string name, string user, string rules, double elapsedMs, string uid);

    [LoggerMessage(1001, LogLevel.Debug, "Allowed {Operation} of {Namespace}/{Name} for {User} with verdict {Verdict} in {ElapsedMs:0.0} ms, request {Uid}")]
    public static partial void Allowed(
        ILogger log, string operation, string nameSpace, string name, string user, string verdict, double elapsedMs, string uid);

    [LoggerMessage(1002, LogLevel.Warning, "Did not judge {Operation} of {Namespace}/{Name}: {Reason}, allowed: {IsAllowed}, request {Uid}")]
    public static partial void NotJudged(
        ILogger log, string operation, string nameSpace, string name, string reason, bool isAllowed, string uid);

    [LoggerMessage(1003, LogLevel.Error, "An error kept {Operation} of {Namespace}/{Name} from being judged, request {Uid}")]
    public static partial void Failed(ILogger log, Exception exception, string operation, string nameSpace, string name, string uid);

    [LoggerMessage(1004, LogLevel.Warning, "Refused a request with HTTP {Status}: {Problem}")]
    public static partial void Refused(ILogger log, int status, string problem);

    [LoggerMessage(1005, LogLevel.Warning, "Could not read the policies of {Namespace} anew before denying {Name}, request {Uid}: {Problem}")]
    public static partial void CouldNotLookAgain(ILogger log, string nameSpace, string name, string uid, string problem);

    [LoggerMessage(1006, LogLevel.Warning, "There was no time to read the policies of {Namespace} anew before denying {Name}, request {Uid}")]
    public static partial void NoTimeToLookAgain(ILogger log, string nameSpace, string name, string uid);

    [LoggerMessage(1007, LogLevel.Information, "Let {Operation} of {Namespace}/{Name} for {User} pass, because it is acknowledged: {Rules}, request {Uid}")]
    public static partial void Acknowledged(ILogger log, string operation, string nameSpace, string name, string user, string rules, string uid);
}
