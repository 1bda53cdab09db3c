namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>Whether this machine lets a data plane be built.</summary>
internal static class Machine
{
    private static readonly Lazy<string?> Obstacle = new(Find);

    /// <summary>Skips the test that asks, with the reason, where no data plane can be built.</summary>
    public static void NeedsNamespaces() => Assert.SkipWhen(Obstacle.Value is not null, $"no data plane can be built here: {Obstacle.Value}");

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "network namespaces need root on Linux";
        }

        if (PodCgroup.Mount is null)
        {
            return "cgroups of version 2 are not mounted for writing";
        }

        try
        {
            PodCgroup.Sweep();
            using var tried = HeldNamespace.New("try");
            tried.Shell(
                """
                ip link add try-a type veth peer name try-b
                nft add table inet try
                nft 'add chain inet try forward { type filter hook forward priority 0; }'
                nft add rule inet try forward ct state established accept
                """);
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            return e.Message.Split('\n')[0];
        }
    }
}
