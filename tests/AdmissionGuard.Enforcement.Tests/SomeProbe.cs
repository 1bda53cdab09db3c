using System.Collections.Immutable;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Tests;

/// <summary>The smallest valid probes; what has no parameter here is set with <c>with { … }</c>.</summary>
internal static class SomeProbe
{
    public static ProbeEnd Pod(string key, string addresses, string node = "a") => new(
        new ObjectKey(key.Split('/')[0], key.Split('/')[1]),
        $"uid-{key.Replace('/', '-')}",
        node,
        [.. addresses.Split(',').Select(address => IpAddress.Parse(address)!.Value)]);

    public static Probe Of(
        string id = "000000000001", Expectation expectation = Expectation.Arrive, ProbeRole role = ProbeRole.MustStay, string? companion = null) => new()
        {
            Id = id,
            Source = Pod("shop/web-0", "10.1.0.1,fd00::1"),
            Destination = Pod("shop/db-0", "10.1.1.1,fd00::2", "b"),
            Family = IpFamily.IPv4,
            Protocol = Protocol.Tcp,
            Port = 5432,
            Role = role,
            Expectation = expectation,
            Companion = companion,
            ForbiddenBy = expectation == Expectation.BeBlocked ? [Direction.Ingress] : ImmutableArray<Direction>.Empty,
        };
}
