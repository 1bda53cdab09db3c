namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>How far input may go, so that a hostile file costs neither the stack nor the memory.</summary>
internal static class Nesting
{
    /// <summary>The deepest field of a Kubernetes object, an affinity term of a CronJob's pod, is not twenty levels deep.</summary>
    public const int MaxLevels = 100;

    /// <summary>How many values all aliases of a file may stand for: a megabyte of policies holds some ten thousand.</summary>
    public const long MaxAliased = 1_000_000;

    public static BadInputException TooDeep(Mark mark) => new(mark, $"nested deeper than {MaxLevels} levels");

    public static BadInputException TooManyAliases(Mark mark) =>
        new(mark, $"the aliases of this file stand for more than {MaxAliased} values; write them out");
}
