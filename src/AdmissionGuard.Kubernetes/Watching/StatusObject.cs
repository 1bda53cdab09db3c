using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>The Status in an ERROR event: what the API server would have answered, had it not answered 200 already.</summary>
internal static class StatusObject
{
    private static readonly Fields Fields = Fields.Of(
        "code", "reason", "message", "details.retryAfterSeconds", "details.causes.reason");

    /// <summary>Reads a Status; one that cannot be read is an internal error of the server.</summary>
    public static ApiException Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var builder = new TreeBuilder<JsonTokens>(new JsonTokens(utf8, new StringPool()));
            if (builder.NextDocument())
            {
                return Decode(builder.Build(Fields, depth: 0));
            }
        }
        catch (BadInputException)
        {
            // What cannot be read is described below as well as it can be.
        }

        return new ApiException(500, null, "the watch reported an error that cannot be read");
    }

    private static ApiException Decode(Tree status)
    {
        var details = status.Field("details");
        return new ApiException(
            status.Field("code").Integer() ?? 500,
            status.Field("reason").String(),
            OneLine.Of(status.Field("message").String() ?? "the watch reported an error without a message"),
            details.Field("retryAfterSeconds").Integer() is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            [.. details.Field("causes").List().Select(cause => cause.Field("reason").String() ?? "")]);
    }
}
