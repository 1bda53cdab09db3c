using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>What a table's row carries beside its cells.</summary>
public enum TableDetail
{
    /// <summary>The object's metadata.</summary>
    Metadata,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>The whole object.</summary>
    Object,
}

/// <summary>Reads <see cref="TableDetail"/> from a request.</summary>
internal static class TableDetails
{
    public static TableDetail Of(HttpRequest request) => request.Query["includeObject"].ToString() switch
    {
        "None" => TableDetail.None,
        "Object" => TableDetail.Object,
        _ => TableDetail.Metadata,
    };
}
