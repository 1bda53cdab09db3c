using System.Text;
using AdmissionGuard.Kubernetes.Manifests;
using FsCheck;
using FsCheck.Fluent;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

/// <summary>Whatever the bytes, the reader reads them or says in one line why not.</summary>
public sealed class MutationTests
{
    private const int Runs = 1000;

    // What breaks parsers is syntax in the wrong place rather than random bytes.
    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ": ", "- ", ",", "\"", "'", "#", "&a ", "*a", "<<: *a\n", "!!str ", "!<x> ", "|\n", ">-\n", "? ", "\n---\n", "\n...\n",
        "%YAML 1.2\n", "\t", "\n", "\r", "\0", "\u0085", "\ufeff", "~", "null", "[{}]", "{}", "[]", "0x", "-1", "1e999", "\\ud800", "\\u0000", "\\x",
        "items: ", "\"items\":[", "kind: List\n", "@", "`",
    ];

    private static readonly byte[][] Seeds =
    [
        Encoding.UTF8.GetBytes(Some.Policy("podSelector: &a {matchLabels: {app: web}}\ningress:\n- from: [{podSelector: *a}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]\n  ports: [{port: 80, endPort: 90}]")),
        Encoding.UTF8.GetBytes(Some.Documents(
            Some.Workload("Deployment", "web"), Some.Pod("spec: {hostNetwork: yes, containers: [{args: [-localip, 1.2.3.4]}]}"), Some.Owned("a-1", "ReplicaSet", "a"))),
        Encoding.UTF8.GetBytes("apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata:\n    name: a\n    annotations:\n      text: |\n        a\n         b\n  spec:\n    ports:\n    - port: 80\n      targetPort: web\nkind: List\n"),
        """{"apiVersion":"v1","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"a"},"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.1"}]}}],"kind":"List"}"""u8.ToArray(),
        """{"kind":"NetworkPolicy","apiVersion":"networking.k8s.io/v1","metadata":{"name":"a","managedFields":[{"operation":"Apply","fieldsV1":{"f:spec":{"f:egress":{}}}}]},"spec":{"egress":[{"ports":[{"port":"dns","protocol":"UDP"}]}],"policyTypes":["Egress"]}}"""u8.ToArray(),
    ];

    [Fact]
    public void Mutated_manifests_are_read_or_refused_in_one_line() => Check(Seeds);

    [Fact]
    public void Mutated_recordings_are_read_or_refused_in_one_line()
    {
        var files = Directory.EnumerateFiles(Corpus.Root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json" && new FileInfo(file).Length < 20_000)
            .Order(StringComparer.Ordinal);
        Check([.. files.Select(File.ReadAllBytes)]);
    }

    private static void Check(byte[][] seeds)
    {
        var edit = Gen.Choose(0, 3).SelectMany(kind => Gen.Choose(0, int.MaxValue - 1).SelectMany(place => Gen.Choose(0, 255).Select(value => (kind, place, value))));
        var edits = edit.ArrayOf().Where(all => all.Length is > 0 and < 12);
        var inputs = Gen.Elements(seeds).SelectMany(seed => edits.Select(all => all.Aggregate(seed, Edited)));
        Prop.ForAll(inputs.ToArbitrary(), (Action<byte[]>)ReadOrRefuse).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithQuietOnSuccess(true));
    }

    private static byte[] Edited(byte[] bytes, (int Kind, int Place, int Value) edit)
    {
        var at = edit.Place % (bytes.Length + 1);
        var rest = bytes[Math.Min(bytes.Length, at + (edit.Value % 8))..];
        return edit.Kind switch
        {
            0 => [.. bytes[..at], .. Encoding.UTF8.GetBytes(Fragments[edit.Value % Fragments.Length]), .. bytes[at..]],
            1 => [.. bytes[..at], (byte)edit.Value, .. bytes[Math.Min(bytes.Length, at + 1)..]],
            2 => [.. bytes[..at], .. rest],
            _ => [.. bytes[..at], .. bytes[(at / 2)..at], .. rest],
        };
    }

    private static void ReadOrRefuse(byte[] bytes)
    {
        using var input = new MemoryStream(bytes);
        try
        {
            ManifestReader.Read(["-"], bytes.Length % 2 == 0 ? ManifestUse.Change : ManifestUse.Cluster, input);
        }
        catch (ManifestException e)
        {
            Assert.StartsWith("standard input:", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(e.Message, char.IsControl);
        }
    }
}
