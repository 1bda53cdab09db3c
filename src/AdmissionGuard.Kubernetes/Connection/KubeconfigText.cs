using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Reads texts of a kubeconfig. Any of them may be a secret, so that no message repeats one.</summary>
internal static class KubeconfigText
{
    /// <summary>The text; null when it is missing or null.</summary>
    public static string? Of(Tree? tree) => tree switch
    {
        null or { Kind: TreeKind.Null } => null,
        { Kind: TreeKind.Text } when !tree.Text.Contains('\0') => tree.Text,
        { Kind: TreeKind.Text } => throw new BadInputException(tree, "holds a NUL character; remove it"),
        { Kind: TreeKind.List or TreeKind.Mapping } => throw new BadInputException(tree, "a string is expected"),
        _ => throw new BadInputException(tree, "a string is expected; put the value in quotes"),
    };
}
