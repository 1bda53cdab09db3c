using System.Text.Json;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>Decodes the objects of one kind as an API server sends them. Not for several threads at once.</summary>
internal sealed class ObjectDecoder<T>(ResourceKind<T> kind)
    where T : class
{
    private readonly DecodingContext _context = new(ManifestUse.Cluster);

    /// <summary>Reads which object this is.</summary>
    /// <returns>False when it cannot be told; then <paramref name="problem"/> says why.</returns>
    public bool TryReadHead(ReadOnlySpan<byte> utf8, out ObjectHead head, out string problem)
    {
        try
        {
            head = ObjectHead.Read(utf8, kind.IsNamespaced, _context.Strings);
            problem = "";
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            head = default;
            problem = "metadata cannot be read";
            return false;
        }
    }

    /// <summary>Decodes an object.</summary>
    /// <returns>False when it cannot be decoded; then <paramref name="problem"/> says why in one line.</returns>
    public bool TryDecode(ReadOnlySpan<byte> utf8, in ObjectHead head, out WatchedObject<T> item, out string problem)
    {
        item = null!;
        if (kind.IsNamespaced && head.Key.Namespace.Length == 0)
        {
            problem = "metadata.namespace is missing";
            return false;
        }

        if (head.Key.Name.Length == 0 || head.Uid.Length == 0 || head.ResourceVersion.Length == 0)
        {
            problem = "metadata.name, uid or resourceVersion is missing";
            return false;
        }

        try
        {
            item = new WatchedObject<T>(head.Key, head.Uid, head.ResourceVersion, kind.Fast?.Invoke(utf8, head, _context) ?? Decode(utf8));
            problem = "";
            return true;
        }
        catch (BadInputException e)
        {
            problem = OneLine.Of(e.Message);
            return false;
        }
    }

    private T Decode(ReadOnlySpan<byte> utf8)
    {
        var builder = new TreeBuilder<JsonTokens>(new JsonTokens(utf8, _context.Strings));
        if (!builder.NextDocument())
        {
            throw new BadInputException(default(Mark), "there is no object");
        }

        var tree = builder.Build(kind.Fields, depth: 0);
        try
        {
            return kind.Decode(tree, _context);
        }
        catch (BadInputException e)
        {
            throw e.Within(tree);
        }
    }
}
