using System.Text;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class SourceTests
{
    [Fact]
    public void A_directory_is_read_with_all_beneath_it_in_kubectls_order()
    {
        using var folder = new Folder()
            .With("b.yml", Some.Pod("", "three")).With("a.yaml", Some.Pod("", "two")).With("a/x.yaml", Some.Pod("", "one"))
            .With("c.txt", "{{{").With("d.json", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"four\"}}");
        Assert.Equal(["one", "two", "three", "four"], folder.Read().State.Pods.Select(pod => pod.Key.Name));
    }

    [Fact]
    public void An_empty_directory_is_an_empty_cluster()
    {
        using var folder = new Folder();
        Assert.Equal(0, folder.Read().Objects);
    }

    [Fact]
    public void Links_to_directories_are_not_followed()
    {
        using var folder = new Folder().With("a.yaml", Some.Pod(""));
        Directory.CreateSymbolicLink(folder.In("loop"), folder.Path);
        Assert.Equal(1, folder.Read().Objects);
    }

    [Fact]
    public void A_missing_path_is_an_error()
    {
        using var folder = new Folder();
        Assert.Equal("samples/x.yaml: no such file or directory", folder.Error(["samples/x.yaml"]));
    }

    [Fact]
    public void Standard_input_is_a_dash()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(Some.Pod("")));
        Assert.Single(ManifestReader.Read(["-"], ManifestUse.Cluster, input).State.Pods);
        using var broken = new MemoryStream("kind: [\n"u8.ToArray());
        var error = Assert.Throws<ManifestException>(() => ManifestReader.Read(["-"], ManifestUse.Cluster, broken));
        Assert.StartsWith("standard input:2:1: not valid YAML: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_that_is_not_simulated_is_noted_where_it_is_skipped()
    {
        using var folder = new Folder().With("a.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicies\n");
        var reading = ManifestReader.Read([folder.In("")], ManifestUse.Change, Stream.Null);
        Assert.Equal(1, reading.Skipped);
        Assert.EndsWith("a.yaml:1: networking.k8s.io/v1 NetworkPolicies is not simulated: only networking.k8s.io/v1 NetworkPolicy is", Assert.Single(reading.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap\n", "a.yaml:1:1: v1 ConfigMap is none of the kinds that are read; remove it, or give the directory of the file")]
    [InlineData(
        "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\n",
        "a.yaml:1:1: projectcalico.org/v3 NetworkPolicy is not simulated: only networking.k8s.io/v1 NetworkPolicy is; remove it, or give the directory of the file")]
    [InlineData("a: b\n", "a.yaml:1:1: not a Kubernetes object: apiVersion or kind is missing; remove it, or give the directory of the file")]
    [InlineData("text\n", "a.yaml:1:1: not a Kubernetes object: a mapping is expected; remove it, or give the directory of the file")]
    public void What_is_skipped_in_a_directory_is_an_error_in_a_file_that_is_named(string text, string error)
    {
        using var folder = new Folder().With("a.yaml", text);
        Assert.Equal(error, folder.Error([folder.In("a.yaml")]));
        Assert.Equal(1, folder.Read().Skipped);
    }

    [Fact]
    public void Of_several_broken_files_the_first_is_named()
    {
        using var folder = new Folder();
        for (var i = 0; i < 50; i++)
        {
            folder.With($"{i:00}.yaml", i >= 7 ? "kind: [" : Some.Pod("", $"p{i}"));
        }

        Assert.StartsWith("07.yaml:", folder.Error(), StringComparison.Ordinal);
    }
}
