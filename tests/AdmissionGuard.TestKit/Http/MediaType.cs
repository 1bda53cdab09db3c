namespace AdmissionGuard.TestKit.Http;

/// <summary>In which form an answer is wanted.</summary>
public enum AnswerForm
{
    /// <summary>As it is stored.</summary>
    Plain,

    /// <summary>As a <c>Table</c> of <c>meta.k8s.io/v1</c>.</summary>
    Table,

    /// <summary>Metadata only.</summary>
    Metadata,

    /// <summary>Discovery of all groups at once.</summary>
    AggregatedDiscovery,
}

/// <summary>Reads the Accept header: the first alternative that the server can serve wins, weights are not looked at.</summary>
public static class MediaType
{
    /// <summary>The form of the answer; null when none of the alternatives can be served.</summary>
    public static AnswerForm? Negotiate(string accept)
    {
        if (accept.Length == 0)
        {
            return AnswerForm.Plain;
        }

        return accept.Split(',').Select(alternative => FormOf(alternative.Trim())).FirstOrDefault(form => form is not null);
    }

    /// <summary>A content type without its parameters.</summary>
    public static string Essence(string contentType) => contentType.Split(';')[0].Trim().ToLowerInvariant();

    private static AnswerForm? FormOf(string alternative)
    {
        if (Essence(alternative) is not ("application/json" or "application/*" or "*/*"))
        {
            return null;
        }

        var parameters = alternative.Split(';').Skip(1).Select(parameter => parameter.Trim()).ToHashSet(StringComparer.Ordinal);
        var wanted = parameters.FirstOrDefault(parameter => parameter.StartsWith("as=", StringComparison.Ordinal));
        return wanted switch
        {
            null => AnswerForm.Plain,
            "as=Table" when parameters.Contains("v=v1") => AnswerForm.Table,
            "as=PartialObjectMetadata" or "as=PartialObjectMetadataList" when parameters.Contains("v=v1") => AnswerForm.Metadata,
            "as=APIGroupDiscoveryList" when parameters.Contains("v=v2") => AnswerForm.AggregatedDiscovery,
            _ => null,
        };
    }
}
