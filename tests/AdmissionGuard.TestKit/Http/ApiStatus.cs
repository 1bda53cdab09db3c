using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http;

/// <summary>What the server answers instead of an object: a <c>Status</c>.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">One word for programs; empty for none.</param>
/// <param name="Message">A line for people.</param>
public sealed record ApiStatus(int Code, string Reason, string Message)
{
    /// <summary>What it is about; null for none.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>A token to go on with, for a list that expired.</summary>
    public string? Continue { get; init; }

    /// <summary>Sent as the Retry-After header too.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The object that is sent.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = Continue is null ? [] : new JsonObject { ["continue"] = Continue },
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason.Length > 0)
        {
            json["reason"] = Reason;
        }

        if (AllDetails() is { } details)
        {
            json["details"] = details;
        }

        json["code"] = Code;
        return json;
    }

    private JsonObject? AllDetails()
    {
        var details = Details?.DeepClone().AsObject();
        if (RetryAfterSeconds is { } seconds)
        {
            details ??= [];
            details["retryAfterSeconds"] = seconds;
        }

        return details;
    }
}

/// <summary>Ends a request with a <see cref="ApiStatus"/>.</summary>
public sealed class ApiStatusException(ApiStatus status) : Exception(status.Message)
{
    /// <summary>What is answered.</summary>
    public ApiStatus Status { get; } = status;
}
