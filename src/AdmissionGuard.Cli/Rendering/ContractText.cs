using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>Today's connections as a connectivity contract, to be trimmed by people.</summary>
internal static class ContractText
{
    public static void Write(Page page, ConnectionsReport report)
    {
        page.Line("# Who may talk to whom today, as a connectivity contract: admission-guard review --contract FILE holds changes to it.");
        page.Line("# Each line under mustAllow forbids changes that cut it: keep what the system cannot do without, and delete the rest.");
        page.Line("# What must never be possible belongs under mustDeny. Ends are workloads, addresses, or pods by labels:");
        page.Line("#   {namespace: data, podSelector: {matchLabels: {app: db}}} or {namespaceSelector: {}}");
        var whole = report.Connections.Where(connection => !connection.IsPartial).ToList();
        page.Line(whole.Count == 0 ? "mustAllow: []" : "mustAllow:");
        whole.ForEach(connection => Write(page, "", connection));
        var partial = report.Connections.Where(connection => connection.IsPartial).ToList();
        if (partial.Count > 0)
        {
            page.Line("# Between some pods only; a line asks for all pods of both ends, so that these are not kept today:");
            partial.ForEach(connection => Write(page, "# ", connection));
        }

        page.Line("mustDeny: []");
    }

    private static void Write(Page page, string prefix, WorkloadConnection connection)
    {
        page.Line($"{prefix}- from: {End(connection.From)}");
        page.Line($"{prefix}  to: {End(connection.To)}");
        page.Line($"{prefix}  ports: [{string.Join(", ", connection.Connections.ToList())}]");
    }

    // A range that is a block is written as one.
    private static string End(Endpoint end)
    {
        if (end.Range is not { } range)
        {
            return end.ToString();
        }

        var size = range.Last - range.First;
        var bits = range.Family == IpFamily.IPv4 ? 32 : 128;
        var free = (int)(128 - UInt128.LeadingZeroCount(size));
        var isBlock = (size & (size + 1)) == 0 && (range.First & size) == 0;
        return isBlock ? $"{new IpAddress(range.Family, range.First)}/{bits - free}" : range.ToString();
    }
}
