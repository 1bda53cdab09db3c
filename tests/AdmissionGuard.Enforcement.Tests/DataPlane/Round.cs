using AdmissionGuard.Core.Model;
using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;

namespace AdmissionGuard.Enforcement.Tests.DataPlane;

/// <summary>Probes by hand, in one round.</summary>
internal sealed class Round(WireOptions options)
{
    private readonly List<Probe> _probes = [];

    /// <summary>Adds a probe; its observation has its place.</summary>
    public Round Add(ProbeEnd source, TestPod destination, Protocol protocol, int port, IpFamily family = IpFamily.IPv4)
    {
        _probes.Add(SomeProbe.Of(id: $"{_probes.Count:d12}") with
        {
            Source = source,
            Destination = destination.End,
            Protocol = protocol,
            Port = port,
            Family = family,
        });
        return this;
    }

    /// <summary>Runs it on this machine's wire.</summary>
    public async Task<IReadOnlyList<Observation>> RunAsync()
    {
        var observations = await new LocalWire(options, TimeProvider.System).RunRoundAsync([.. _probes], 1, TestContext.Current.CancellationToken);
        foreach (var (probe, observation) in _probes.Zip(observations))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{probe}: {observation.Outcome}: {observation.Evidence}");
        }

        Assert.Equal(_probes.Select(probe => probe.Id), observations.Select(observation => observation.Probe));
        return observations;
    }

    /// <summary>Runs it when it is one probe.</summary>
    public async Task<Observation> RunOneAsync() => Assert.Single(await RunAsync());
}
