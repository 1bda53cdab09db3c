using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Tests;
using AdmissionGuard.Enforcement.Judging;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>One of the well-known NetworkPolicy recipes, with pods around it and what its description says of them.</summary>
/// <param name="File">Its file's name, without the extension.</param>
/// <param name="Right">The verdict where it is enforced: without anything that must be blocked, nothing proves that it is.</param>
/// <param name="Pods">Pods: namespace/name, labels, node.</param>
/// <param name="Connections">Connections such as <c>✓ default/client → default/web TCP 80</c>.</param>
internal sealed record Recipe(string File, EnforcementVerdict Right, Pod[] Pods, string[] Connections)
{
    private const string Long = "253-characters-or-less";

    /// <summary>All that are there.</summary>
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("01-deny-all-traffic-to-an-application", EnforcementVerdict.Enforced,
            [Pod("01-deny-all-traffic-to-an-application/web", "app=web", 1, "TCP 80"), Pod("01-deny-all-traffic-to-an-application/client", "", 1), Pod("default/client", "", 2)],
            ["✗ 01-deny-all-traffic-to-an-application/client → 01-deny-all-traffic-to-an-application/web TCP 80", "✗ default/client → 01-deny-all-traffic-to-an-application/web TCP 80"]),
        new("02-limit-traffic-to-an-application", EnforcementVerdict.Enforced,
            [Pod("default/apiserver", "app=bookstore,role=api", 1, "TCP 80"), Pod("default/frontend", "app=bookstore,role=frontend", 2), Pod("default/client", "", 1)],
            ["✓ default/frontend → default/apiserver TCP 80", "✗ default/client → default/apiserver TCP 80"]),
        new("02a-allow-all-traffic-to-an-application", EnforcementVerdict.Inconclusive,
            [Pod("default/web", "app=web", 1, "TCP 80"), Pod("default/client", "", 1), Pod("other/client", "", 2)],
            ["✓ default/client → default/web TCP 80", "✓ other/client → default/web TCP 80"]),
        new("03-deny-all-non-whitelisted-traffic-in-the-namespace", EnforcementVerdict.Enforced,
            [Pod("default/a", "", 1, "TCP 80"), Pod("default/b", "", 2, "TCP 80"), Pod("other/client", "", 2, "TCP 80")],
            ["✗ default/b → default/a TCP 80", "✗ other/client → default/a TCP 80", "✓ default/a → other/client TCP 80"]),
        new("04-deny-traffic-from-other-namespaces", EnforcementVerdict.Enforced,
            [Pod("secondary/web", "app=web", 1, "TCP 80"), Pod("secondary/client", "", 2), Pod("default/client", "", 1)],
            ["✓ secondary/client → secondary/web TCP 80", "✗ default/client → secondary/web TCP 80"]),
        new("05-allow-traffic-from-all-namespaces", EnforcementVerdict.Inconclusive,
            [Pod("secondary/web", "app=web", 1, "TCP 80"), Pod("secondary/client", "", 1), Pod("default/client", "", 2)],
            ["✓ secondary/client → secondary/web TCP 80", "✓ default/client → secondary/web TCP 80"]),
        new("06-allow-traffic-from-a-namespace", EnforcementVerdict.Enforced,
            [Pod("default/web", "app=web", 1, "TCP 80"), Pod("prod/client", "", 2), Pod("dev/client", "", 2), Pod("default/client", "", 1)],
            ["✓ prod/client → default/web TCP 80", "✗ dev/client → default/web TCP 80", "✗ default/client → default/web TCP 80"]),
        new("07-allow-traffic-from-some-pods-in-another-namespace", EnforcementVerdict.Enforced,
            [Pod("default/web", "app=web", 1, "TCP 80"), Pod("other/monitor", "type=monitoring", 2), Pod("other/client", "", 2), Pod("default/monitor", "type=monitoring", 1)],
            ["✓ other/monitor → default/web TCP 80", "✗ other/client → default/web TCP 80", "✗ default/monitor → default/web TCP 80"]),
        new("08-allow-external-traffic", EnforcementVerdict.Inconclusive,
            [Pod("default/web", "app=web", 1, "TCP 80"), Pod("default/client", "", 2)],
            ["✓ default/client → default/web TCP 80"]),
        new("09-allow-traffic-only-to-a-port", EnforcementVerdict.Enforced,
            [Pod("default/apiserver", "app=apiserver", 1, "TCP 8000, TCP 5000"), Pod("default/monitor", "role=monitoring", 2), Pod("default/client", "", 1)],
            ["✓ default/monitor → default/apiserver TCP 5000", "✗ default/monitor → default/apiserver TCP 8000", "✗ default/client → default/apiserver TCP 5000"]),
        new("10-allowing-traffic-with-multiple-selectors", EnforcementVerdict.Enforced,
            [
                Pod("default/db", "app=bookstore,role=db", 1, "TCP 6379"), Pod("default/search", "app=bookstore,role=search", 1), Pod("default/api", "app=bookstore,role=api", 2),
                Pod("default/catalog", "app=inventory,role=web", 2), Pod("default/client", "app=bookstore,role=web", 2),
            ],
            [
                "✓ default/search → default/db TCP 6379", "✓ default/api → default/db TCP 6379", "✓ default/catalog → default/db TCP 6379",
                "✗ default/client → default/db TCP 6379",
            ]),
        new("11-deny-egress-traffic-from-an-application", EnforcementVerdict.Enforced,
            [Pod("default/foo", "app=foo", 1), Pod("default/web", "app=web", 2, "TCP 80"), Pod("default/dns", "", 1, "UDP 53, TCP 53"), Pod("default/client", "", 1)],
            [
                "✗ default/foo → default/web TCP 80", "✓ default/foo → default/dns UDP 53", "✓ default/foo → default/dns TCP 53",
                "✓ default/client → default/web TCP 80",
            ]),
        new("12-deny-all-non-whitelisted-traffic-from-the-namespace", EnforcementVerdict.Enforced,
            [Pod("default/a", "", 1, "TCP 80"), Pod("default/b", "", 2, "TCP 80"), Pod("other/client", "", 2, "TCP 80")],
            ["✗ default/a → default/b TCP 80", "✗ default/a → other/client TCP 80", "✓ other/client → default/a TCP 80"]),
        new("14-deny-external-egress-traffic", EnforcementVerdict.Inconclusive,
            [Pod("default/foo", "app=foo", 1), Pod("default/web", "app=web", 1, "TCP 80"), Pod("other/web", "", 2, "TCP 80")],
            ["✓ default/foo → default/web TCP 80", "✓ default/foo → other/web TCP 80"]),
        new("labels-with-all-legal-characters", EnforcementVerdict.Enforced,
            [
                Pod("labels-with-all-legal-characters/a", "test.io/test-123_XYZ=test_456-123.ABC", 1, "TCP 80"),
                Pod("labels-with-all-legal-characters/b", "test.io/test-123_XYZ=test_456-123.ABC", 2, "TCP 80"), Pod("labels-with-all-legal-characters/client", "", 2),
            ],
            [
                "✓ labels-with-all-legal-characters/b → labels-with-all-legal-characters/a TCP 80",
                "✗ labels-with-all-legal-characters/client → labels-with-all-legal-characters/a TCP 80",
            ]),
        new("max-length-labels", EnforcementVerdict.Enforced,
            [
                Pod("max-length-labels/web", $"{Long}.{new string('x', 230)}/63-characters-or-less_{new string('x', 41)}=63-characters-or-less_{new string('x', 41)}", 1, "TCP 80"),
                Pod("max-length-labels/client", "", 2),
            ],
            ["✗ max-length-labels/client → max-length-labels/web TCP 80"]),
    ];

    private static Pod Pod(string key, string labels, int node, string ports = "") =>
        Some.Pod(key, labels, ports, node: TestCluster.NodeName(node));
}
