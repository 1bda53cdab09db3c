namespace AdmissionGuard.DataPlane;

/// <summary>What keeps this machine from having a data plane.</summary>
internal static class Obstacle
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>In one line; null where one can be built.</summary>
    public static string? Reason => Found.Value is { } reason ? $"no data plane can be built here: {reason}" : null;

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
