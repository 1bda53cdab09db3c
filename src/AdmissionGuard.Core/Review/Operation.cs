using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Core.Review;

/// <summary>What is done to a policy, as an admission request names it.</summary>
public enum Operation
{
    /// <summary>CREATE.</summary>
    Create,

    /// <summary>UPDATE.</summary>
    Update,

    /// <summary>DELETE.</summary>
    Delete,
}

/// <summary>How operations are written in the API.</summary>
public static class Operations
{
    /// <summary>What a change does to its policy.</summary>
    public static Operation Of(PolicyChange change) =>
        change.Before is null ? Operation.Create : change.After is null ? Operation.Delete : Operation.Update;

    /// <summary><c>CREATE</c>, <c>UPDATE</c> or <c>DELETE</c>.</summary>
    public static string Name(this Operation operation) => operation switch
    {
        Operation.Create => "CREATE",
        Operation.Update => "UPDATE",
        Operation.Delete => "DELETE",
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation, null),
    };
}
