using AdmissionGuard.Enforcement.Probing;
using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Verifier.StandIns;

namespace AdmissionGuard.Verifier;

/// <summary>The world outside, as far as the verifier may touch it.</summary>
/// <param name="Output">Results, as UTF-8.</param>
/// <param name="Error">Errors and remarks.</param>
/// <param name="Surroundings">What a live cluster is found by.</param>
/// <param name="Time">The clock.</param>
/// <param name="Wire">Makes what probes are sent with.</param>
internal sealed record World(
    Stream Output, TextWriter Error, Surroundings Surroundings, TimeProvider Time, Func<WireOptions, IWire> Wire)
{
    /// <summary>Opens the connections of stand-ins.</summary>
    public Connect Connect { get; init; } = TcpConnections.OpenAsync;
}
