using System.Text.Json.Nodes;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

/// <summary>Makes up pods in which everything that is read occurs, missing, null or of the wrong type now and then.</summary>
internal static class SomePods
{
    /// <summary>A pod.</summary>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="spoiled">How often a value is of another type than it should be.</param>
    public static JsonObject Make(Random random, double spoiled)
    {
        var pod = new JsonObject
        {
            ["metadata"] = Object(random, spoiled,
                ("labels", () => Labels(random, spoiled)),
                ("managedFields", () => new JsonArray(new JsonObject { ["labels"] = "no", ["spec"] = 1 })),
                ("ownerReferences", () => List(random, spoiled, 3, () => Object(random, spoiled,
                    ("kind", () => Any(random, "ReplicaSet", "Job", "Node", "")), ("name", () => Any(random, "web-abc1", "web-29000000", "n")),
                    ("controller", () => random.Next(2) == 0)))),
                ("deletionTimestamp", () => Any(random, "2026-01-01T00:00:00Z"))),
            ["spec"] = Object(random, spoiled,
                ("volumes", () => List(random, 0, 2, () => new JsonObject { ["containers"] = "no" })),
                ("initContainers", () => List(random, spoiled, 3, () => Container(random, spoiled))),
                ("containers", () => List(random, spoiled, 3, () => Container(random, spoiled))),
                ("nodeName", () => Any(random, "node-1", "node-2", "")),
                ("hostNetwork", () => random.Next(2) == 0),
                ("dnsPolicy", () => Any(random, "ClusterFirst", "Default", "ClusterFirstWithHostNet", "ClusterFirst", random.Next(10) == 0 ? "None" : "")),
                ("dnsConfig", () => new JsonObject { ["nameservers"] = new JsonArray("10.0.0.10") })),
            ["status"] = Object(random, spoiled,
                ("phase", () => Any(random, "Running", "Succeeded", "Failed", "Pending")),
                ("podIP", () => Ip(random)),
                ("podIPs", () => List(random, spoiled, 2, () => Object(random, spoiled, ("ip", () => Ip(random))))),
                ("hostIP", () => Ip(random)),
                ("hostIPs", () => List(random, spoiled, 2, () => Object(random, spoiled, ("ip", () => Ip(random)))))),
        };
        if (pod["metadata"] is not JsonObject metadata)
        {
            pod["metadata"] = metadata = [];
        }

        (metadata["name"], metadata["namespace"], metadata["uid"], metadata["resourceVersion"]) = ("web-1", "shop", "u", "1");
        return pod;
    }

    private static JsonNode? Labels(Random random, double spoiled) => Object(random, spoiled,
        ("tier", () => Any(random, "front", "")), ("app", () => Any(random, "web", "db")), ("pod-template-hash", () => Any(random, "abc1", "def2")));

    private static JsonNode? Container(Random random, double spoiled) => Object(random, spoiled,
        ("name", () => Any(random, "c")),
        ("args", () => List(random, spoiled, 2, () => Any(random, "-v", "--port=80", random.Next(20) == 0 ? "-localip=10.1.1.1" : "x\"y"))),
        ("command", () => List(random, spoiled, 2, () => Any(random, "run", random.Next(20) == 0 ? "-localip" : "10.1.1.2"))),
        ("restartPolicy", () => Any(random, "Always", "Never")),
        ("ports", () => List(random, spoiled, 3, () => Object(random, spoiled,
            ("name", () => Any(random, "http", "", "dns")),
            ("containerPort", () => random.Next(50) == 0 ? random.Next(-1, 2) * 70_000 : random.Next(1, 65_536)),
            ("protocol", () => Any(random, "TCP", "UDP", "SCTP", random.Next(20) == 0 ? "tcp" : ""))))));

    private static JsonNode? Ip(Random random) => Any(random, "10.0.0.1", "010.0.0.2", "2001:db8::1", "::ffff:10.0.0.3", "none", "");

    private static JsonNode? Any(Random random, params string[] texts) => texts[random.Next(texts.Length)];

    // Each field missing a third of the time, null now and then, in any order.
    private static JsonNode? Object(Random random, double spoiled, params (string Name, Func<JsonNode?> Make)[] fields)
    {
        if (Spoil(random, spoiled, out var other))
        {
            return other;
        }

        random.Shuffle(fields);
        var result = new JsonObject();
        foreach (var (name, make) in fields)
        {
            if (random.Next(3) > 0)
            {
                result[name] = Spoil(random, spoiled, out other) ? other : make();
            }
        }

        return result;
    }

    private static JsonNode? List(Random random, double spoiled, int most, Func<JsonNode?> make) =>
        Spoil(random, spoiled, out var other) ? other : new JsonArray([.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => make())]);

    private static bool Spoil(Random random, double spoiled, out JsonNode? other)
    {
        other = random.Next(5) switch
        {
            0 => JsonValue.Create(7),
            1 => JsonValue.Create("text"),
            2 => JsonValue.Create(true),
            3 => new JsonArray(1),
            _ => null,
        };
        return random.NextDouble() < spoiled || (other is null && random.NextDouble() < 0.05);
    }
}
