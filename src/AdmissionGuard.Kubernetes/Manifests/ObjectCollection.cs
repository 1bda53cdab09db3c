using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Manifests;

/// <summary>Collects the objects of all files, each once: of several with one name the last counts, as when kubectl applies them.</summary>
internal sealed class ObjectCollection
{
    private readonly record struct Entry(ManifestObject Object, SourceFile File, Mark Mark)
    {
        public ManifestPlace Place => new(File.Name, Mark.Line, Mark.Column, File.Content is null);
    }

    private readonly Dictionary<(string Kind, ObjectKey Key), int> _places = [];
    private readonly List<Entry> _entries = [];
    private readonly List<string> _notes = [];
    private int _objects;
    private int _skipped;

    public void Add(SourceFile file, List<Found> contents)
    {
        foreach (var found in contents)
        {
            if (found.Object is { } value)
            {
                _objects++;
                Add(new Entry(value, file, found.Mark));
            }
            else if (file.IsNamed)
            {
                throw new BadInputException(found.Mark, $"{found.Skipped}; remove it, or give the directory of the file").In(file.Name);
            }
            else
            {
                _skipped++;
                if (found.IsNoteworthy)
                {
                    _notes.Add(OneLine.Of($"{file.Name}:{found.Mark.Line}: {found.Skipped}"));
                }
            }
        }
    }

    public ManifestReading ToReading()
    {
        var objects = _entries.ConvertAll(WithOrigin);
        return new ManifestReading(ClusterAssembly.Assemble(objects), [.. _notes], _objects, _skipped);
    }

    private void Add(Entry entry)
    {
        if (_places.TryAdd((entry.Object.Kind, entry.Object.Key), _entries.Count))
        {
            _entries.Add(entry);
            return;
        }

        var place = _places[(entry.Object.Kind, entry.Object.Key)];
        var earlier = _entries[place];
        if (!Sameness.Of(earlier.Object.Value, entry.Object.Value))
        {
            _notes.Add(OneLine.Of(
                $"{entry.Object} is defined twice, in {earlier.Place} and {entry.Place}; the last one counts"));
        }

        _entries[place] = entry;
    }

    private static object WithOrigin(Entry entry) =>
        entry.Object.Value is NetworkPolicy policy ? policy with { Origin = entry.Place } : entry.Object.Value;
}
