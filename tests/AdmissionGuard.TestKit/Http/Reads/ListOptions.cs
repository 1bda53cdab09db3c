using System.Globalization;
using AdmissionGuard.TestKit.Storage;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Reads;

/// <summary>How a list must relate to the version that the request names.</summary>
internal enum VersionMatch
{
    /// <summary>Not said.</summary>
    Unset,

    /// <summary>This version and no other.</summary>
    Exact,

    /// <summary>This version or a later one.</summary>
    NotOlderThan,
}

/// <summary>The query of a list or a watch.</summary>
internal sealed record ListOptions(ObjectQuery Query)
{
    public int Limit { get; private init; }

    public string Continue { get; private init; } = "";

    /// <summary>Null when the request leaves it open.</summary>
    public long? Version { get; private init; }

    public VersionMatch Match { get; private init; }

    public bool Watch { get; private init; }

    public bool Bookmarks { get; private init; }

    public bool? SendInitialEvents { get; private init; }

    /// <summary>Null when the server decides.</summary>
    public TimeSpan? Timeout { get; private init; }

    /// <summary>Reads and checks a query.</summary>
    /// <param name="path">What is listed; a single name makes it a selector for that name.</param>
    /// <param name="query">The parameters.</param>
    public static ListOptions Parse(RequestPath path, IQueryCollection query)
    {
        var fields = path.Name.Length == 0 ? query["fieldSelector"].ToString() : $"metadata.name={path.Name}";
        var options = new ListOptions(Selection(path, query["labelSelector"].ToString(), fields))
        {
            Limit = (int)Number(query, "limit", 0)!.Value,
            Continue = query["continue"].ToString(),
            Version = query["resourceVersion"].ToString().Length == 0 ? null : Number(query, "resourceVersion", null),
            Match = MatchOf(query["resourceVersionMatch"].ToString()),
            Watch = Flag(query, "watch") ?? false,
            Bookmarks = Flag(query, "allowWatchBookmarks") ?? false,
            SendInitialEvents = Flag(query, "sendInitialEvents"),
            Timeout = Number(query, "timeoutSeconds", 0) is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
        options.Check();
        return options;
    }

    private static ObjectQuery Selection(RequestPath path, string labels, string fields)
    {
        try
        {
            return new(path.Namespace, LabelQuery.Parse(labels), FieldQuery.Parse(path.Kind, fields));
        }
        catch (FormatException unreadable)
        {
            throw new ApiStatusException(Statuses.BadRequest(unreadable.Message));
        }
    }

    private static long? Number(IQueryCollection query, string name, long? absent)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return absent;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(name, $"Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax", "FieldValueInvalid");
    }

    private static bool? Flag(IQueryCollection query, string name) => query.TryGetValue(name, out var values)
        ? values.ToString() is not ("false" or "0")
        : null;

    private static VersionMatch MatchOf(string text) => text switch
    {
        "" => VersionMatch.Unset,
        "Exact" => VersionMatch.Exact,
        "NotOlderThan" => VersionMatch.NotOlderThan,
        _ => throw Wrong(
            "resourceVersionMatch",
            $"Unsupported value: \"{text}\": supported values: \"Exact\", \"NotOlderThan\"",
            "FieldValueNotSupported"),
    };

    // The rules and their words are those of apimachinery's ValidateListOptions.
    private void Check()
    {
        var wantsInitialEvents = Watch && SendInitialEvents is not null;
        if (wantsInitialEvents && Match != VersionMatch.NotOlderThan)
        {
            throw Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }

        if (!wantsInitialEvents && SendInitialEvents is not null)
        {
            throw Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }

        if (wantsInitialEvents || Match == VersionMatch.Unset)
        {
            if (Continue.Length > 0 && Version is not null and not 0)
            {
                throw new ApiStatusException(Statuses.BadRequest("specifying resource version is not allowed when using continue"));
            }

            return;
        }

        if (Watch)
        {
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (Version is null)
        {
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        if (Continue.Length > 0)
        {
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
        }

        if (Match == VersionMatch.Exact && Version == 0)
        {
            throw Forbidden("resourceVersionMatch", "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\"");
        }
    }

    private static ApiStatusException Forbidden(string field, string message) =>
        Wrong(field, $"Forbidden: {message}", "FieldValueForbidden");

    private static ApiStatusException Wrong(string field, string message, string reason) =>
        new(Statuses.Invalid("meta.k8s.io", "ListOptions", "", (reason, field, message)));
}
