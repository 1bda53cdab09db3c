using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Tests.Manifests;

public sealed class WrittenByAuthorTests
{
    [Theory]
    [InlineData("policyTypes: [Ingress]", WrittenFields.PolicyTypes)]
    [InlineData("policyTypes: []", WrittenFields.None)]
    [InlineData("egress: []", WrittenFields.EmptyEgress)]
    [InlineData("egress:", WrittenFields.None)]
    [InlineData("egress: [{}]", WrittenFields.None)]
    public void A_manifest_says_itself_what_was_written(string spec, WrittenFields written)
    {
        Assert.Equal(written, Folder.PolicyOf(Some.Policy(spec), ManifestUse.Change).Written);
        Assert.Equal(written, Folder.PolicyOf(Some.Policy(spec), ManifestUse.Cluster).Written);
    }

    [Theory]
    [InlineData("uid: 1c1f")]
    [InlineData("resourceVersion: '42'")]
    public void A_stored_policy_without_annotation_and_managedFields_does_not_tell(string stored) =>
        Assert.Equal(WrittenFields.None, Folder.PolicyOf(Stored(stored), ManifestUse.Cluster).Written);

    [Fact]
    public void A_stored_policy_has_it_in_the_last_applied_annotation()
    {
        var policy = Stored("annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"spec\":{\"egress\":[]}}'}");
        Assert.Equal(WrittenFields.EmptyEgress, Folder.PolicyOf(policy, ManifestUse.Cluster).Written);
        Assert.Equal(WrittenFields.PolicyTypes, Folder.PolicyOf(policy, ManifestUse.Change).Written);
    }

    [Theory]
    [InlineData("{{{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"spec\":{\"egress\":{}}}")]
    public void A_last_applied_annotation_that_cannot_be_read_tells_nothing(string annotation)
    {
        var policy = Stored($"annotations: {{kubectl.kubernetes.io/last-applied-configuration: '{annotation}'}}");
        Assert.Equal(WrittenFields.None, Folder.PolicyOf(policy, ManifestUse.Cluster).Written);
    }

    [Theory]
    [InlineData("{operation: Apply, fieldsV1: {'f:spec': {'f:policyTypes': {}}}}", WrittenFields.PolicyTypes)]
    [InlineData("{operation: Update, fieldsV1: {'f:spec': {'f:policyTypes': {}}}}", WrittenFields.None)]
    [InlineData("{operation: Update, fieldsV1: {'f:spec': {'f:egress': {}}}}", WrittenFields.EmptyEgress)]
    [InlineData("{operation: Apply, fieldsV1: {'f:spec': {'f:ingress': {}}}}", WrittenFields.None)]
    public void Without_an_annotation_it_is_in_managedFields(string manager, WrittenFields written) =>
        Assert.Equal(written, Folder.PolicyOf(Stored($"managedFields: [{manager}]"), ManifestUse.Cluster).Written);

    [Fact]
    public void A_server_side_apply_onto_an_older_annotation_tells_in_managedFields()
    {
        const string Annotation = "annotations: {kubectl.kubernetes.io/last-applied-configuration: '{\"spec\":{\"policyTypes\":[\"Ingress\"]}}'}";
        var policy = Stored(Annotation + "\n  managedFields: [{operation: Apply, fieldsV1: {'f:spec': {'f:egress': {}}}}]");
        Assert.Equal(WrittenFields.PolicyTypes | WrittenFields.EmptyEgress, Folder.PolicyOf(policy, ManifestUse.Cluster).Written);
    }

    private static string Stored(string metadata) =>
        $"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: a\n  {metadata}\nspec: {{podSelector: {{}}, policyTypes: [Ingress]}}\n";
}
