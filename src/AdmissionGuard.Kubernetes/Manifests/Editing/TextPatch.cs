using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Review;

namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>
/// Carries out a JSON Patch in the text of a manifest: only what it changes is written anew, in the manifest's own style; comments, order
/// and everything else stay as they are.
/// </summary>
internal static class TextPatch
{
    /// <summary>A text with a patched policy.</summary>
    /// <param name="text">The text.</param>
    /// <param name="line">The line in which the policy starts.</param>
    /// <param name="patch">The patch.</param>
    /// <exception cref="UneditableException">The policy's text is not its own, or the patch does not fit.</exception>
    public static string Apply(string text, int line, JsonPatch patch)
    {
        // A byte order mark is no character of the text, and hides a comment behind it from the YAML library.
        if (text.StartsWith('\uFEFF'))
        {
            return $"\uFEFF{Apply(text[1..], line, patch)}";
        }

        foreach (var operation in patch.Operations)
        {
            var policy = EditTree.Documents(text).SelectMany(document => document.All())
                .FirstOrDefault(node => node.Kind == TreeKind.Mapping && node.Line == line && node.Find("spec") is not null)
                ?? throw new UneditableException("its policy is not found again");
            text = Apply(text, policy, operation);
        }

        return text;
    }

    private static string Apply(string text, EditNode policy, PatchOperation operation)
    {
        var steps = operation.Path.Split('/')[1..];
        var parent = policy;
        foreach (var step in steps[..^1])
        {
            RequireOwn(parent);
            parent = Child(parent, step) ?? throw DoesNotFit(operation);
        }

        RequireOwn(parent);
        var last = steps[^1];
        var target = last == "-" ? null : Child(parent, last);
        if (target is not null)
        {
            target.All().ToList().ForEach(RequireOwn);
        }

        var edit = new TextEdit(text, ManifestStyle.Of(text, policy));
        return (operation, parent.Kind) switch
        {
            ({ Operation: "test", Value: { } value }, _) => target is not null && Says(target, value) ? text : throw DoesNotFit(operation),
            ({ Operation: "remove" }, TreeKind.List) when target is not null => edit.RemoveItem(parent, target),
            ({ Operation: "add", Value: { } value }, TreeKind.List) when last == "-" => edit.AddItem(parent, value),
            ({ Operation: "add" or "replace", Value: { } value }, TreeKind.Mapping) when target is not null =>
                edit.Replace(parent, parent.Entries.First(entry => entry.Value == target).Key, target, value),
            ({ Operation: "add", Value: { } value }, TreeKind.Mapping) => edit.AddKey(parent, last, value),
            _ => throw DoesNotFit(operation),
        };
    }

    private static EditNode? Child(EditNode node, string step) => node.Kind == TreeKind.List
        ? node.Items.ElementAtOrDefault(int.Parse(step, NumberStyles.None, CultureInfo.InvariantCulture))
        : node.Find(step);

    private static bool Says(EditNode node, JsonNode value) => value switch
    {
        JsonObject wanted => node.Kind == TreeKind.Mapping && node.Entries.Count == wanted.Count
            && wanted.All(entry => node.Find(entry.Key) is { } found && Says(found, entry.Value!)),
        JsonArray wanted => node.Kind == TreeKind.List && node.Items.Count == wanted.Count
            && node.Items.Zip(wanted).All(pair => Says(pair.First, pair.Second!)),
        _ => node.Text == Plain(value),
    };

    private static string Plain(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();

    private static void RequireOwn(EditNode node)
    {
        if (node.IsShared)
        {
            throw new UneditableException($"line {node.Line} shares its text with other places by an anchor; correct it by hand");
        }
    }

    private static UneditableException DoesNotFit(PatchOperation operation) => new($"the patch does not fit: there is no {operation.Path}");
}
