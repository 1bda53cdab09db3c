using System.Collections.Concurrent;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>
/// Reads AdmissionReviews v1. Policies are decoded as those of a dump are, so that the command line and the webhook mean the same by them.
/// From any thread.
/// </summary>
internal sealed class AdmissionReader
{
    private const string Group = "networking.k8s.io";

    private static readonly string[] OfPolicy =
    [
        "metadata.name", "metadata.generateName", "metadata.namespace", "metadata.uid", "metadata.resourceVersion", "metadata.annotations",
        "metadata.deletionTimestamp", "metadata.managedFields.operation", "metadata.managedFields.fieldsV1.f:spec", "spec",
    ];

    // Of the objects what a review reads; of all that managedFields hold only who wrote the spec.
    private static readonly Fields Wanted = Fields.Of(
    [
        "apiVersion", "kind", "request.uid", "request.kind", "request.subResource", "request.name", "request.namespace", "request.operation",
        "request.userInfo.username", "request.userInfo.groups", "request.dryRun",
        .. PolicyPaths("request.object"), .. PolicyPaths("request.oldObject"),
    ]);

    // Strings and labels that have been met before are not made again; a context serves one thread at a time.
    private readonly ConcurrentBag<DecodingContext> _contexts = [];

    /// <summary>Reads a request.</summary>
    /// <exception cref="BadInputException">It is no AdmissionReview v1 that could be answered: no JSON, another kind, or without a uid.</exception>
    public AdmissionRequest Read(ReadOnlySpan<byte> utf8)
    {
        var context = _contexts.TryTake(out var used) ? used : new DecodingContext(ManifestUse.Cluster);
        try
        {
            return Read(utf8, context);
        }
        finally
        {
            _contexts.Add(context);
        }
    }

    private static AdmissionRequest Read(ReadOnlySpan<byte> utf8, DecodingContext context)
    {
        var builder = new TreeBuilder<JsonTokens>(new JsonTokens(utf8, context.Strings));
        if (!builder.NextDocument())
        {
            throw new BadInputException(default(Mark), "the body is empty; an AdmissionReview is expected");
        }

        var root = builder.Build(Wanted, depth: 0);
        if (builder.NextDocument())
        {
            throw new BadInputException(builder.Tokens.Mark, "more than one document; one AdmissionReview is expected");
        }

        try
        {
            return Read(root, context);
        }
        catch (BadInputException e)
        {
            throw e.Within(root);
        }
    }

    private static AdmissionRequest Read(Tree root, DecodingContext context)
    {
        if ((root.Field("apiVersion").String(), root.Field("kind").String()) is not ("admission.k8s.io/v1", "AdmissionReview"))
        {
            throw new BadInputException(root, "not an AdmissionReview of admission.k8s.io/v1");
        }

        var request = root.Field("request") ?? throw new BadInputException(root, "request", "missing");
        var (objectTree, oldTree) = (request.Field("object"), request.Field("oldObject"));
        var kind = request.Field("kind");
        var (group, version, name) = (kind.Field("group").String() ?? "", kind.Field("version").String(), kind.Field("kind").String());
        var read = new AdmissionRequest
        {
            Uid = request.Field("uid").String() is { Length: > 0 } uid ? uid : throw new BadInputException(request, "uid", "missing"),
            Kind = $"{group}{(group.Length > 0 ? "/" : "")}{version} {name}",
            IsPolicy = (group, name) is (Group, "NetworkPolicy") && string.IsNullOrEmpty(request.Field("subResource").String()),
            Operation = request.Field("operation").String() ?? "",
            Namespace = request.Field("namespace").String() ?? "",
            Name = FirstName(request.Field("name"), objectTree, oldTree),
            User = request.Field("userInfo").Field("username").String() ?? "",
            Groups = [.. request.Field("userInfo").Field("groups").List().Select(item => item.String() ?? "")],
            IsDryRun = request.Field("dryRun").Flag(),
        };
        return read.IsPolicy ? WithChange(read, version, root, objectTree, oldTree, context) : read;
    }

    private static AdmissionRequest WithChange(
        AdmissionRequest request, string? version, Tree root, Tree? objectTree, Tree? oldTree, DecodingContext context)
    {
        if (version != "v1")
        {
            return request with { Problem = $"{request.Kind} is not simulated: only {Group}/v1 is" };
        }

        var (needsObject, needsOld) = request.Operation switch
        {
            "CREATE" => (true, false),
            "UPDATE" => (true, true),
            "DELETE" => (false, true),
            _ => (false, false),
        };
        if (!needsObject && !needsOld)
        {
            return request with { Problem = $"the operation {OneLine.Quote(request.Operation)} is none of CREATE, UPDATE and DELETE" };
        }

        if ((needsObject && objectTree is null) || (needsOld && oldTree is null))
        {
            return request with { Problem = $"the request has no {(needsObject && objectTree is null ? "object" : "oldObject")}" };
        }

        try
        {
            // A CREATE with generateName: the name that it got here is another at the next attempt, and in the next cluster.
            var prefix = needsOld ? null : GeneratedName.PrefixOf(request.Name, objectTree.Field("metadata").Field("generateName").String());
            var key = prefix is null ? new ObjectKey(request.Namespace, request.Name) : new ObjectKey(request.Namespace, prefix, IsPrefix: true);
            return request with
            {
                Change = new PolicyChange(
                    key, needsOld ? Policy(oldTree!, key, context) : null, needsObject ? Policy(objectTree!, key, context) : null),
            };
        }
        catch (BadInputException e)
        {
            return request with { Problem = OneLine.Of(e.Within(root).Message) };
        }
    }

    private static NetworkPolicy Policy(Tree tree, ObjectKey key, DecodingContext context) =>
        (NetworkPolicy)PolicyObjects.Decode(tree, context).Value with { Key = key, NamespaceOmitted = false };

    private static string FirstName(Tree? given, Tree? objectTree, Tree? oldTree) =>
        new[] { given.String(), NameOf(objectTree), NameOf(oldTree) }.FirstOrDefault(name => !string.IsNullOrEmpty(name)) ?? "";

    // What is no object has no name; that it is none is said where it is decoded.
    private static string? NameOf(Tree? tree) =>
        tree?.Find("metadata")?.Find("name") is { Kind: TreeKind.Text, Text.Length: > 0 } name ? name.Text : null;

    private static IEnumerable<string> PolicyPaths(string under) => OfPolicy.Select(path => $"{under}.{path}");
}
