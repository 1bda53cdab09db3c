using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>A workload or a part of one, as <c>connections</c> prints it: <c>shop/web[Deployment]{track=canary,!legacy}</c>.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Part">The labels of the part; everything when the whole is meant.</param>
public sealed record WorkloadName(Workload Workload, LabelSelector Part)
{
    /// <summary>Reads a name that holds a kind in brackets; null when it is written in another way.</summary>
    public static WorkloadName? Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var open = text.IndexOf('[', StringComparison.Ordinal);
        var close = text.IndexOf(']', StringComparison.Ordinal);
        if (slash < 0 || open < slash || close < open)
        {
            return null;
        }

        var rest = text[(close + 1)..];
        if (rest.Length > 0 && rest is not ['{', .., '}'])
        {
            return null;
        }

        var workload = new Workload(text[..slash], text[(slash + 1)..open], text[(open + 1)..close]);
        var part = rest.Length == 0 ? LabelSelector.Everything : LabelSelector.From(rest[1..^1].Split(',').Select(Requirement));
        return new WorkloadName(workload, part);
    }

    /// <summary>As it was written.</summary>
    public override string ToString() =>
        Part.IsEmpty ? Workload.ToString() : $"{Workload}{{{string.Join(',', Part.Requirements)}}}";

    private static LabelRequirement Requirement(string text)
    {
        if (text.StartsWith('!'))
        {
            return new LabelRequirement(text[1..], LabelOperator.DoesNotExist, []);
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new LabelRequirement(text, LabelOperator.Exists, [])
            : new LabelRequirement(text[..equals], LabelOperator.In, [text[(equals + 1)..]]);
    }
}
