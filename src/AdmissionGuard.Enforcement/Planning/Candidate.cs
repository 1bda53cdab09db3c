using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>A connection that could be probed.</summary>
/// <param name="Subject">The pod whose policies changed.</param>
/// <param name="From">The source.</param>
/// <param name="To">The destination.</param>
/// <param name="Kind">What the other pod stands for.</param>
/// <param name="Family">The family.</param>
/// <param name="Protocol">TCP or UDP.</param>
/// <param name="Port">The destination's port.</param>
/// <param name="Passage">What the change means for it.</param>
internal sealed record Candidate(
    Subject Subject, ConnectionEnd From, ConnectionEnd To, string Kind, IpFamily Family, Protocol Protocol, int Port, Passage Passage)
{
    public ProbeRole Role => (Passage.Before, Passage.After) switch
    {
        (true, false) => ProbeRole.MustBeBlocked,
        (false, true) => ProbeRole.MustBeOpen,
        _ => ProbeRole.MustStay,
    };

    public Expectation Expectation => Passage.After ? Expectation.Arrive : Expectation.BeBlocked;

    /// <summary>It is blocked if and only if the direction that changed is enforced at the subject.</summary>
    public bool IsTelling => Passage.ForbiddenBy is [var only] && only == Subject.Direction;

    public bool IsOnOneNode => From.Pod!.NodeName == To.Pod!.NodeName;

    public Target Target => new(To.Pod!.Key, Family, Protocol, Port);

    public string Id => ProbeIds.Of(From.Pod!.Runtime!.Uid, To.Pod!.Runtime!.Uid, Family, Protocol, Port);

    /// <summary>What tells candidates apart, so that each of it is probed.</summary>
    public object?[] Traits =>
    [
        (Subject.Direction, string.Join(',', Subject.Policies), Expectation, IsTelling),
        (Subject.Direction, Role, Expectation),
        (Kind, Role, Expectation),
        (Subject.Direction, Expectation, IsOnOneNode),
        (Subject.Direction, Protocol, Family, Expectation),
        (Protocol, Port, Expectation),
        (Subject.Pod.Key, Expectation),
        (Subject.Pod.NodeName, Expectation),
        From.Pod!.Key,
        To.Pod!.Key,
    ];

    /// <summary>What tells most comes first.</summary>
    public int Preference => (Role, Expectation, IsTelling) switch
    {
        (ProbeRole.MustBeBlocked, _, true) => 0,
        (ProbeRole.MustBeOpen, _, _) => 1,
        (ProbeRole.MustBeBlocked, _, false) => 2,
        (_, Expectation.BeBlocked, true) => 3,
        (_, Expectation.Arrive, _) => 4,
        _ => 5,
    };
}

/// <summary>What a companion must share with the probe that it vouches for.</summary>
internal readonly record struct Target(ObjectKey Pod, IpFamily Family, Protocol Protocol, int Port);
