namespace AdmissionGuard.Core.Model;

/// <summary>The two directions in which a policy isolates pods; isolation in one says nothing about the other.</summary>
public enum Direction
{
    /// <summary>Connections that arrive at the selected pods.</summary>
    Ingress,

    /// <summary>Connections that start at the selected pods.</summary>
    Egress,
}

/// <summary>What can be said of a direction.</summary>
public static class Directions
{
    /// <summary>The direction that counts at the other end of the same connection.</summary>
    public static Direction Opposite(this Direction direction) => direction == Direction.Ingress ? Direction.Egress : Direction.Ingress;
}

/// <summary>A set of directions: the value of <c>spec.policyTypes</c>.</summary>
[Flags]
public enum PolicyTypes
{
    /// <summary>No direction. The API server never stores it: an empty list is defaulted.</summary>
    None = 0,

    /// <summary><c>Ingress</c>.</summary>
    Ingress = 1,

    /// <summary><c>Egress</c>.</summary>
    Egress = 2,

    /// <summary><c>Ingress</c> and <c>Egress</c>.</summary>
    Both = Ingress | Egress,
}
