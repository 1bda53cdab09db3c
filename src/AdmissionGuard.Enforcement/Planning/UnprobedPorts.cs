using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Enforcement.Planning;

/// <summary>Says which ports of rules are not probed, and why.</summary>
internal static class UnprobedPorts
{
    public static void Note(IEnumerable<Subject> subjects, PortChoice ports, PlanNotes notes)
    {
        foreach (var named in subjects.SelectMany(subject => subject.Rules).Distinct())
        {
            foreach (var port in named.Rule.Ports)
            {
                var text = $"{port.Protocol.Name()} {port.Name ?? (port.EndPort is { } end ? $"{port.Port}-{end}" : $"{port.Port}")}".TrimEnd();
                if (port.Protocol == Protocol.Sctp)
                {
                    notes.CannotProbe($"{named.Name} {text}", "there is no probe for SCTP");
                }
                else if (port.Protocol == Protocol.Udp && port is not { Port: null, Name: null } && !IsProbed(port, ports))
                {
                    notes.CannotProbe($"{named.Name} {text}", ports.WhyNotUdp);
                }
            }
        }
    }

    private static bool IsProbed(PolicyPort port, PortChoice ports) => port.Port is { } first
        && Enumerable.Range(first, Math.Max(0, (port.EndPort ?? first) - first) + 1).Any(ports.IsUdpProbed);
}
