using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests.Editing;

namespace AdmissionGuard.Kubernetes.Tests.Manifests.Editing;

/// <summary>Whole files: which come out corrected, which as they were, and which not at all.</summary>
public sealed class CorrectedManifestsTests : IDisposable
{
    private const string Web = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}\n";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_directory_keeps_its_folders_and_a_named_file_its_name()
    {
        Written("policies/a/web.yaml", Web);
        Written("policies/b.yaml", Web.Replace("name: web", "name: other", StringComparison.Ordinal));
        Written("policies/notes.txt", "no manifest");
        var single = Written("single.yaml", Web.Replace("name: web", "name: single", StringComparison.Ordinal));

        var corrected = CorrectedManifests.Of([_folder.In("policies"), single], [SetPort(_folder.In("policies/a/web.yaml"), 1, "web")], null);

        Assert.Empty(corrected.Refused);
        Assert.Equal(["a/web.yaml", "b.yaml", "single.yaml"], corrected.Files.Select(file => file.Name.Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal(["a/web.yaml"], corrected.Files.Where(file => !file.Rules.IsEmpty).Select(file => file.Name.Replace('\\', '/')));
        Assert.All(corrected.Files, file => Assert.Equal(
            File.ReadAllText(file.Source).Replace(file.Rules.IsEmpty ? "\0" : "port: 80}", "port: 8080}", StringComparison.Ordinal),
            Encoding.UTF8.GetString(file.Content)));
    }

    [Fact]
    public void Several_policies_of_a_file_are_corrected_and_the_rules_are_named_once()
    {
        var text = $"# both\n{Web}---\nkind: ConfigMap\napiVersion: v1\nmetadata: {{name: c}}\n---\n{Web.Replace("name: web", "name: other", StringComparison.Ordinal)}";
        var path = Written("all.yaml", text);

        var corrected = CorrectedManifests.Of([path], [SetPort(path, 2, "web"), SetPort(path, 11, "other")], null);

        var file = Assert.Single(corrected.Files);
        Assert.Empty(corrected.Refused);
        Assert.Equal(["port-not-exposed"], file.Rules);
        Assert.Equal(text.Replace("port: 80}", "port: 8080}", StringComparison.Ordinal), Encoding.UTF8.GetString(file.Content));
    }

    [Fact]
    public void What_is_not_corrected_keeps_every_byte()
    {
        byte[] bytes = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Web.Replace("\n", "\r\n", StringComparison.Ordinal) + "# \t end")];
        var path = Written("web.yaml", "");
        File.WriteAllBytes(path, bytes);

        Assert.Equal(bytes, Assert.Single(CorrectedManifests.Of([path], [], null).Files).Content);
        var corrected = Assert.Single(CorrectedManifests.Of([path], [SetPort(path, 1, "web")], null).Files).Content;
        Assert.Equal(Encoding.UTF8.GetString(bytes).Replace("80}", "8080}", StringComparison.Ordinal), Encoding.UTF8.GetString(corrected));
    }

    [Fact]
    public void The_namespace_of_policies_that_name_none_is_that_of_the_context()
    {
        var path = Written("web.yaml", Web.Replace(", namespace: shop", "", StringComparison.Ordinal));

        Assert.Empty(CorrectedManifests.Of([path], [SetPort(path, 1, "web")], "shop").Refused);
        Assert.NotEmpty(CorrectedManifests.Of([path], [SetPort(path, 1, "web")], null).Refused);
    }

    [Fact]
    public void What_a_template_renders_is_refused_with_the_template()
    {
        var path = Written("web.yaml", $"---\n# Source: shop/templates/web.yaml\n{Web}---\n# Source: elsewhere\n");

        Refuses(path, 3, $"{path} is not written: its policy in line 3 is rendered from shop/templates/web.yaml; correct that template");
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused()
    {
        var path = Written("web.yaml", "");
        File.WriteAllBytes(path, [.. Encoding.Latin1.GetBytes("# für alle\n" + Web)]);

        Refuses(path, 2, $"{path} is not written: it is not UTF-8; save it in that encoding");
    }

    [Fact]
    public void What_does_not_say_afterwards_what_was_proven_is_refused()
    {
        var path = Written("web.yaml", Web);
        var wrong = SetPort(path, 1, "web");
        wrong = wrong with { Corrected = wrong.Corrected with { Spec = wrong.Corrected.Spec with { Ingress = [] } } };

        var corrected = CorrectedManifests.Of([path], [wrong], null);

        Assert.Empty(corrected.Files);
        Assert.Equal(
            [$"{path} is not written: its text is written in a way that only a person can correct; see the patches for {path} above"], corrected.Refused);
    }

    [Fact]
    public void A_refused_file_does_not_keep_the_others_from_being_written()
    {
        var bad = Written("policies/bad.yaml", "# Source: t\n" + Web);
        Written("policies/good.yaml", Web.Replace("name: web", "name: good", StringComparison.Ordinal));

        var corrected = CorrectedManifests.Of(
            [_folder.In("policies")], [SetPort(bad, 2, "web"), SetPort(_folder.In("policies/good.yaml"), 1, "good")], null);

        Assert.Equal("good.yaml", Assert.Single(corrected.Files).Name);
        Assert.Single(corrected.Refused);
    }

    [Fact]
    public void Standard_input_is_no_file()
    {
        var correction = SetPort("standard input", 1, "web");
        correction = correction with { Origin = correction.Origin with { IsFile = false } };

        var corrected = CorrectedManifests.Of(["-"], [correction], null);

        Assert.Empty(corrected.Files);
        Assert.Equal(["standard input is not written: correct the files or the templates that it comes from"], corrected.Refused);
    }

    private string Written(string name, string text) => _folder.With(name, text).In(name);

    private static void Refuses(string path, int line, string message)
    {
        var corrected = CorrectedManifests.Of([path], [SetPort(path, line, "web")], null);

        Assert.Empty(corrected.Files);
        Assert.Equal([message], corrected.Refused);
    }

    // Of the policy above: port 8080 instead of 80.
    private static Correction SetPort(string path, int line, string name) => new(
        new ManifestPlace(path, line, 1),
        [new JsonPatch([new PatchOperation("replace", "/spec/ingress/0/ports/0/port", JsonValue.Create(8080))])],
        new NetworkPolicy
        {
            Key = new ObjectKey("shop", name),
            Spec = new PolicySpec(LabelSelector.Everything, [new PolicyRule([], [new PolicyPort(Protocol.Tcp, 8080)])], [], PolicyTypes.Ingress),
        },
        ["port-not-exposed"]);
}
