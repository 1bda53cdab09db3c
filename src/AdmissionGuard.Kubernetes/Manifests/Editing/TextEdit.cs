using System.Text.Json.Nodes;

namespace AdmissionGuard.Kubernetes.Manifests.Editing;

/// <summary>The few ways in which a text is changed at the place of a node.</summary>
internal sealed class TextEdit(string text, ManifestStyle style)
{
    /// <summary>Puts another value behind a key.</summary>
    public string Replace(EditNode mapping, EditNode key, EditNode old, JsonNode value)
    {
        if (mapping.IsFlow || value is JsonValue)
        {
            return Put(old.Start, old.End, old.Start == old.End ? $" {style.Flow(value)}" : style.Flow(value));
        }

        if (!old.IsFlow && old.Kind is TreeKind.Mapping or TreeKind.List && !old.IsFlow)
        {
            return Put(old.Start, old.End, style.Block(value, old.Indent));
        }

        // What stands in brackets behind its key, or nothing at all, gives way to whatever is usual in this file.
        var colon = text.IndexOf(':', key.End);
        return Put(colon + 1, Math.Max(old.End, colon + 1), old.IsFlow && old.Entries.Count + old.Items.Count > 0 ? $" {style.Flow(value)}" : style.AfterKey(value, key.Indent));
    }

    /// <summary>Adds a key to a mapping, behind its others.</summary>
    public string AddKey(EditNode mapping, string key, JsonNode value)
    {
        if (!mapping.IsFlow)
        {
            return AddLines(mapping.End, mapping.Indent, $"{style.Key(key)}{style.AfterKey(value, mapping.Indent)}");
        }

        var written = $"{style.Key(key)} {style.Flow(value)}";
        return mapping.Entries.Count == 0
            ? Put(mapping.Start + 1, mapping.Start + 1, written)
            : AddBehind(mapping.Entries[^1].Value.End, mapping.Line, mapping.Entries[^1].Key, written);
    }

    /// <summary>Adds an item to a list, behind its others.</summary>
    public string AddItem(EditNode list, JsonNode value)
    {
        if (!list.IsFlow)
        {
            return AddLines(list.End, list.Indent, $"- {style.Block(value, list.Indent + 2)}");
        }

        return list.Items.Count == 0
            ? Put(list.Start + 1, list.Start + 1, style.Flow(value))
            : AddBehind(list.Items[^1].End, list.Line, list.Items[^1], style.Flow(value));
    }

    /// <summary>Takes an item out of a list of several.</summary>
    public string RemoveItem(EditNode list, EditNode item)
    {
        var place = list.Items.ToList().IndexOf(item);
        if (list.IsFlow)
        {
            return place > 0 ? Put(list.Items[place - 1].End, item.End, "") : Put(item.Start, list.Items[1].Start, "");
        }

        var dash = text.LastIndexOf('-', item.Start - 1);
        var start = text.LastIndexOf('\n', dash) + 1;
        return string.IsNullOrWhiteSpace(text[start..dash])
            ? Put(start, EndOfLine(item.End), "")
            : throw new UneditableException($"line {item.Line} begins several lists at once; correct it by hand");
    }

    private string AddBehind(int end, int firstLine, EditNode last, string written) =>
        Put(end, end, last.Line == firstLine ? $", {written}" : $",{style.NewLine}{new string(' ', last.Indent)}{written}");

    private string AddLines(int end, int indent, string lines)
    {
        var at = EndOfLine(end);
        var before = at > 0 && text[at - 1] != '\n' ? style.NewLine : "";
        return Put(at, at, $"{before}{new string(' ', indent)}{lines}{style.NewLine}");
    }

    // The start of the next line. A comment behind a value stays on its line.
    private int EndOfLine(int from)
    {
        var end = text.IndexOf('\n', Math.Max(from - 1, 0));
        return end < 0 ? text.Length : end + 1;
    }

    private string Put(int start, int end, string with) => string.Concat(text.AsSpan(0, start), with, text.AsSpan(end));
}
