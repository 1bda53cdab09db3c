using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Decodes a peer's <c>ipBlock</c>.</summary>
internal static class IpBlockFields
{
    public static IpBlock? Decode(Tree? block, DecodingContext context)
    {
        if (block is null)
        {
            return null;
        }

        KnownFields.Check(block, KnownFields.IpBlock, context);
        var cidr = block.Field("cidr") is { } written
            ? Cidr(written)
            : throw new BadInputException(block, "cidr", "missing; write it like 10.0.0.0/8");
        return new IpBlock(cidr, [.. block.Field("except").List().Select(except => Except(except, cidr, block.Field("cidr")!.Text))]);
    }

    private static IpRange Cidr(Tree cidr) =>
        cidr.String() is { } text && IpRange.ParseCidr(text) is { } range
            ? range
            : throw new BadInputException(cidr, $"{OneLine.Quote(cidr.Text)} is no CIDR; write it like 10.0.0.0/8");

    // "must be a strict subset of `cidr`"
    private static IpRange Except(Tree except, IpRange cidr, string cidrText)
    {
        var range = Cidr(except);
        return cidr.Contains(range) && range != cidr
            ? range
            : throw new BadInputException(except, $"{except.Text} is no part of {cidrText}; an exception is a smaller block inside cidr");
    }
}
