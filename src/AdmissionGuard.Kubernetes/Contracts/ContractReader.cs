using System.Globalization;
using AdmissionGuard.Core.Contracts;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Contracts;

/// <summary>
/// Reads connectivity contracts: <c>mustAllow</c> and <c>mustDeny</c>, each a list of <c>from</c>, <c>to</c> and <c>ports</c>. Whatever is not
/// understood is an error: a line that is passed over protects nobody.
/// </summary>
public static class ContractReader
{
    private static readonly string[] Keys = ["mustAllow", "mustDeny"];
    private static readonly string[] LineKeys = ["from", "to", "ports"];
    private static readonly string[] PodKeys = ["namespace", "namespaceSelector", "podSelector"];

    /// <summary>Reads a contract from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What messages call it when it cannot be read: its option and its path.</param>
    /// <exception cref="ManifestException">It is no contract: <c>file:line:column: field: what is wrong; what to do</c>.</exception>
    /// <exception cref="ConnectionException">It cannot be read.</exception>
    public static ConnectivityContract ReadFile(string path, string name) => Read(FileReads.All(path, name), path);

    /// <summary>Reads a contract; a file of nothing but comments asks for nothing.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="file">What messages call it, and lines name it by.</param>
    /// <exception cref="ManifestException">It is no contract: <c>file:line:column: field: what is wrong; what to do</c>.</exception>
    public static ConnectivityContract Read(byte[] yaml, string file)
    {
        try
        {
            var root = FileContent.OnlyDocument(yaml);
            try
            {
                return Decode(root, yaml, file);
            }
            catch (BadInputException e) when (root is not null)
            {
                throw e.Within(root);
            }
        }
        catch (BadInputException e)
        {
            throw e.In(file);
        }
    }

    private static ConnectivityContract Decode(Tree? root, byte[] yaml, string file)
    {
        RequireKnown(root, Keys, yaml);
        var contract = new ConnectivityContract(
        [
            .. root.Field("mustAllow").List().Select(line => Line(line, mustAllow: true, yaml, file)),
            .. root.Field("mustDeny").List().Select(line => Line(line, mustAllow: false, yaml, file)),
        ]);
        if (contract.Contradiction() is var (allow, deny))
        {
            var place = root.Field("mustDeny")!.Items[contract.Lines.Where(line => !line.MustAllow).ToList().IndexOf(deny)];
            throw new BadInputException(
                place,
                $"denies what {allow.Place} allows: {allow.From} to {allow.To} on {allow.Connections.Intersect(deny.Connections)}; "
                + "narrow one of the two lines or remove it");
        }

        return contract;
    }

    private static ContractLine Line(Tree line, bool mustAllow, byte[] yaml, string file)
    {
        RequireKnown(line, LineKeys, yaml);
        var (from, to) = (End(line, "from", yaml), End(line, "to", yaml));
        if (from.Range is not null && to.Range is not null)
        {
            throw new BadInputException(line.Field("to")!, "both ends are addresses; policies govern pods, so one end must be pods");
        }

        return new ContractLine(mustAllow, from, to, Ports(line.Field("ports")), $"{file}:{line.Mark.Line}");
    }

    private static ContractEnd End(Tree line, string field, byte[] yaml)
    {
        var end = line.Field(field) ?? throw new BadInputException(line, field, "missing; name a workload, pods or addresses");
        if (end.Kind == TreeKind.Mapping)
        {
            return Pods(end, yaml);
        }

        var text = end.String() ?? "";
        if (Range(text) is { } range)
        {
            return ContractEnd.Of(range);
        }

        return WorkloadName.Parse(text) is { } name && NameSyntax.IsLabel(name.Workload.Namespace) && NameSyntax.IsSubdomain(name.Workload.Name)
            ? ContractEnd.Of(name.Workload, name.Part)
            : throw new BadInputException(
                end, $"{OneLine.Quote(text)} is no end; write a workload (shop/web[Deployment]), addresses (10.0.0.0/8) or a mapping with podSelector");
    }

    private static ContractEnd Pods(Tree end, byte[] yaml)
    {
        RequireKnown(end, PodKeys, yaml);
        var context = new DecodingContext(ManifestUse.Change);
        var pods = SelectorFields.Decode(end.Field("podSelector"), context) ?? LabelSelector.Everything;
        var namespaces = SelectorFields.Decode(end.Field("namespaceSelector"), context);
        if (end.Field("namespace") is not { } name)
        {
            return namespaces is not null
                ? ContractEnd.Of(namespaces, pods)
                : throw new BadInputException(end, "names no namespaces; add namespace: NAME or a namespaceSelector ({} for all)");
        }

        if (namespaces is not null)
        {
            throw new BadInputException(name, "namespace and namespaceSelector exclude each other; remove one");
        }

        return NameSyntax.IsLabel(name.String() ?? "")
            ? ContractEnd.Of(LabelSelector.MatchLabels((Namespace.NameLabel, name.Text)), pods)
            : throw new BadInputException(name, $"{OneLine.Quote(name.Text)} is no namespace's name");
    }

    // A CIDR, an address, or a range as `connections` prints it.
    private static IpRange? Range(string text)
    {
        if (text.Contains('[', StringComparison.Ordinal))
        {
            return null;
        }

        return text.Split('-') is [var first, var last]
            ? IpAddress.Parse(first) is { } low && IpAddress.Parse(last) is { } high && low.Family == high.Family && low.Value <= high.Value
                ? new IpRange(low.Family, low.Value, high.Value)
                : null
            : IpRange.ParseCidr(text) ?? (IpAddress.Parse(text) is { } address ? new IpRange(address.Family, address.Value, address.Value) : null);
    }

    private static ConnectionSet Ports(Tree? ports)
    {
        if (ports is null)
        {
            return ConnectionSet.All;
        }

        var list = ports.List("write it like [TCP 80, UDP 8000-8010] or [all]");
        return list.Length > 0
            ? list.Aggregate(ConnectionSet.None, (all, port) => all.Union(Port(port)))
            : throw new BadInputException(ports, "no port; remove the field to mean all");
    }

    // As `connections -o json` prints them: `TCP 80`, `TCP 8000-8010`, `all`; a protocol alone is all its ports.
    private static ConnectionSet Port(Tree port)
    {
        var text = port.String() ?? "";
        if (text == "all")
        {
            return ConnectionSet.All;
        }

        var words = text.Split(' ');
        if (words.Length <= 2 && Protocols.Parse(words[0]) is { } protocol)
        {
            if (words.Length == 1)
            {
                return ConnectionSet.Of(protocol, PortSet.All);
            }

            var numbers = words[1].Split('-');
            if (numbers.Length <= 2 && Number(numbers[0]) is { } first && Number(numbers[^1]) is { } last && first <= last)
            {
                return ConnectionSet.Of(protocol, PortSet.Of(first, last));
            }
        }

        throw new BadInputException(port, $"{OneLine.Quote(text)} is no port; write it like TCP 80, TCP 8000-8010, UDP or all");
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 65535 ? number : null;

    private static void RequireKnown(Tree? mapping, string[] keys, byte[] yaml)
    {
        foreach (var (key, value) in mapping.Pairs())
        {
            if (!keys.Contains(key, StringComparer.Ordinal))
            {
                var hint = NearNames.Hint(key, keys);
                throw new BadInputException(
                    FileContent.KeyOf(yaml, value),
                    $"unknown key {OneLine.Quote(key)}{(hint.Length > 0 ? hint : $"; the keys here are {string.Join(", ", keys)}")}");
            }
        }
    }
}
