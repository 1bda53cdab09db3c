using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Core.Rules;

/// <summary>What a rule may look at: one policy's change, and what it does to the cluster.</summary>
/// <param name="Change">The policy before and after.</param>
/// <param name="Simulation">Its effect, with every other policy as it will be.</param>
/// <param name="Dns">The paths to name servers.</param>
/// <param name="Names">How pods are named to people.</param>
/// <param name="Configuration">What the cluster wants.</param>
internal sealed record RuleContext(
    PolicyChange Change, Simulation Simulation, DnsPaths Dns, WorkloadNames Names, GuardConfiguration Configuration)
{
    public NetworkPolicy? Before => Change.Before;

    public NetworkPolicy? After => Change.After;

    /// <summary>The policy's namespace; null when nothing of it is known.</summary>
    public NamespaceEntry? Namespace => Simulation.Index.Find(Change.Key.Namespace);

    /// <summary>What is done to the policy.</summary>
    public Operation Operation => Operations.Of(Change);
}
