using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes port numbers and protocols, which mean the same wherever they stand.</summary>
internal static class PortFields
{
    private const int Highest = 65535;

    /// <summary>A protocol; TCP when none is named.</summary>
    public static Protocol Protocol(Tree? protocol)
    {
        if (protocol.String() is not { Length: > 0 } name)
        {
            return Core.Model.Protocol.Tcp;
        }

        return Protocols.Parse(name)
            ?? throw new BadInputException(protocol!, $"{OneLine.Quote(name)} is no protocol; use TCP, UDP or SCTP");
    }

    /// <summary>A number from 1 to 65535.</summary>
    public static int? Number(Tree? port)
    {
        var number = port.Integer();
        return number is null or (>= 1 and <= Highest)
            ? number
            : throw new BadInputException(port!, $"{number} is no port; use 1 to {Highest}");
    }

    /// <summary>A number that has to be there.</summary>
    public static int Required(Tree parent, string field) =>
        Number(parent.Field(field)) ?? throw new BadInputException(parent, field, $"missing; use 1 to {Highest}");
}
