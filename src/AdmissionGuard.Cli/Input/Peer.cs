using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>An end of a connection that somebody asks about: classes of pods, or an address that is no pod's.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Classes">The pods, by class; empty for an address.</param>
/// <param name="Single">The one pod that is meant; null for all pods of the classes.</param>
/// <param name="Address">The address; null for pods.</param>
/// <param name="Note">What the asker should know about who that is.</param>
internal sealed record Peer(
    string Name, IReadOnlyList<PodClass> Classes, Pod? Single = null, IpAddress? Address = null, string? Note = null)
{
    /// <summary>The pods that are meant of a class.</summary>
    public IReadOnlyList<Pod> PodsOf(PodClass pods) => Single is null ? pods.Pods : [Single];
}
