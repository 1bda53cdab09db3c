namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class ListTests
{
    private const string Pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}}";
    private const string Bare = "{metadata: {name: b, labels: {app: web}}}";

    [Theory]
    [InlineData("kind: List\nitems: [POD]")]
    [InlineData("items: [POD]\nkind: List")]
    [InlineData("kind: PodList\nitems: [POD]")]
    [InlineData("kind: List\nitems: [{apiVersion: v1, kind: List, items: [POD]}]")]
    [InlineData("kind: List\nitems: [{items: [POD], kind: PodList, apiVersion: v1}]")]
    public void Items_of_lists_are_objects(string list)
    {
        var reading = Folder.Of($"apiVersion: v1\n{list.Replace("POD", Pod, StringComparison.Ordinal)}\n");
        Assert.Equal("a", Assert.Single(reading.State.Pods).Key.Name);
        Assert.Equal(0, reading.Skipped);
    }

    [Theory]
    [InlineData($"kind: PodList\nitems: [{Bare}]")]
    [InlineData($"items: [{Bare}]\nkind: PodList")]
    [InlineData($"items: &a [{Bare}]\nkind: PodList")]
    public void Items_of_a_typed_list_take_its_kind(string list) =>
        Assert.Equal("app=web", Assert.Single(Folder.Of($"apiVersion: v1\n{list}\n").State.Pods).Labels.ToString());

    [Fact]
    public void Items_of_a_plain_list_without_a_kind_are_skipped() =>
        Assert.Equal(1, Folder.Of($"apiVersion: v1\nkind: List\nitems: [{Bare}]\n").Skipped);

    [Fact]
    public void Items_of_other_kinds_are_skipped_one_by_one()
    {
        var reading = Folder.Of("apiVersion: v1\nkind: ConfigMapList\nitems: [{}, {}]\n---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret}]\n");
        Assert.Equal(3, reading.Skipped);
    }

    [Fact]
    public void An_empty_list_holds_nothing() => Assert.Equal(0, Folder.Of("apiVersion: v1\nkind: PodList\nitems:\n---\napiVersion: v1\nkind: PodList\nitems: []\n").Skipped);

    [Fact]
    public void What_has_items_but_is_no_list_is_no_list()
    {
        var reading = Folder.Of($"apiVersion: example.com/v1\nitems: [{Pod}, {{apiVersion: v1, kind: Pod}}]\nkind: Menu\n");
        Assert.Empty(reading.State.Pods);
        Assert.Equal(1, reading.Skipped);
    }

    [Fact]
    public void An_error_in_an_item_names_the_items_own_field() => Assert.Equal(
        "a.yaml:3:3: metadata.name: missing; every object needs a name",
        Folder.ErrorOf("apiVersion: v1\nitems:\n- {apiVersion: v1, kind: Pod}\nkind: List\n"));

    [Fact]
    public void Another_kind_in_a_typed_list_is_an_error() => Assert.Equal(
        "a.yaml:3:16: kind: a Service in a PodList; put it in a List",
        Folder.ErrorOf("apiVersion: v1\nkind: PodList\nitems: [{kind: Service}]\n"));

    [Fact]
    public void Items_that_are_no_list_are_an_error() =>
        Assert.Equal("a.yaml:3:8: items: a list is expected", Folder.ErrorOf("apiVersion: v1\nkind: List\nitems: {}\n"));
}
