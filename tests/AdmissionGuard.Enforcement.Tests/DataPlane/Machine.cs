namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>Whether this machine lets a data plane be built.</summary>
internal static class Machine
{
    /// <summary>Skips the test that asks, with the reason, where no data plane can be built.</summary>
    public static void NeedsNamespaces() => Assert.SkipWhen(Obstacle.Reason is not null, Obstacle.Reason ?? "");
}
