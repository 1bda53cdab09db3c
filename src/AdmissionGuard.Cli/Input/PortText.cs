using System.Globalization;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Cli.Input;

/// <summary>A port as somebody asks about it: <c>tcp/8080</c>, <c>udp/53</c>, <c>8080</c>, <c>tcp/http</c>.</summary>
/// <param name="Protocol">The protocol; TCP when none is named.</param>
/// <param name="Number">1 to 65535; null when <paramref name="Name"/> is set.</param>
/// <param name="Name">The name of a container's port.</param>
internal sealed record PortText(Protocol Protocol, int? Number, string? Name)
{
    public static PortText Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var port = text[(slash + 1)..];
        if (slash >= 0 && Protocols.Parse(text[..slash].ToUpperInvariant()) is null)
        {
            throw Bad(text, "the protocols are tcp, udp and sctp");
        }

        var protocol = slash < 0 ? Protocol.Tcp : Protocols.Parse(text[..slash].ToUpperInvariant())!.Value;
        if (int.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number is >= 1 and <= 65535 ? new PortText(protocol, number, null) : throw Bad(text, "ports are 1 to 65535");
        }

        var isName = port.Length is > 0 and <= 15 && port.Any(char.IsAsciiLetter)
            && port.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        return isName ? new PortText(protocol, null, port) : throw Bad(text, "write it like tcp/8080, udp/53 or tcp/http");
    }

    /// <summary>The number that is meant on a pod that declares these ports; null when it declares none of that name.</summary>
    public int? On(ContainerPorts ports) => Number ?? ports.Resolve(Name!, Protocol);

    private static UsageException Bad(string text, string why) => new($"--port {text}: no such port; {why}");
}
