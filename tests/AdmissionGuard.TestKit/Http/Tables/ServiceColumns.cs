using System.Text.Json.Nodes;

namespace AdmissionGuard.TestKit.Http.Tables;

/// <summary>The columns of services.</summary>
internal static class ServiceColumns
{
    public static IReadOnlyList<Column> Of(Cells cells) =>
    [
        Cells.Name,
        new("Type", node => Type(node)),
        new("Cluster-IP", node => Cells.Joined([Cells.Text(Cells.Find(node, "spec.clusterIP"))])),
        new("External-IP", node => External(node)),
        new("Port(s)", node => Cells.Joined(Cells.Items(node["spec"]?["ports"]).Select(Port))),
        cells.Age,
        new("Selector", node => Cells.Joined(Selector(node)), 1),
    ];

    private static string Type(JsonObject node) => Cells.Text(Cells.Find(node, "spec.type")) is { Length: > 0 } type ? type : "ClusterIP";

    private static string External(JsonObject node)
    {
        var addresses = (node["spec"]?["externalIPs"] as JsonArray ?? []).Select(Cells.Text);
        var balancers = Cells.Items(Cells.Find(node, "status.loadBalancer.ingress"))
            .Select(ingress => Cells.Text(ingress["ip"] ?? ingress["hostname"]));
        return Type(node) switch
        {
            "ExternalName" => Cells.Text(Cells.Find(node, "spec.externalName")),
            "LoadBalancer" => Cells.Joined(balancers.Concat(addresses)) is var found && found == "<none>" ? "<pending>" : found,
            _ => Cells.Joined(addresses),
        };
    }

    private static string Port(JsonObject port)
    {
        var protocol = Cells.Text(port["protocol"]) is { Length: > 0 } given ? given : "TCP";
        return port["nodePort"] is { } nodePort
            ? $"{Cells.Text(port["port"])}:{Cells.Text(nodePort)}/{protocol}"
            : $"{Cells.Text(port["port"])}/{protocol}";
    }

    private static IEnumerable<string> Selector(JsonObject node) => (node["spec"]?["selector"] as JsonObject ?? [])
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}={Cells.Text(pair.Value)}");
}
