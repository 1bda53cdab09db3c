using static AdmissionGuard.TestKit.Objects.Shapes.Shape;

namespace AdmissionGuard.TestKit.Objects.Shapes;

/// <summary>What every object has (meta/v1).</summary>
internal static class MetadataShapes
{
    public static readonly Shape LabelSelector = Structure(
        "v1.LabelSelector",
        Texts.Named("matchLabels"),
        List(Structure("v1.LabelSelectorRequirement", Text.Always("key"), Text.Always("operator"), List(Text).Named("values")))
            .Named("matchExpressions")) with
    { IsAtomic = true };

    public static readonly Shape Condition = Structure(
        "v1.Condition",
        Text.Always("type"),
        Text.Always("status"),
        Integer.Named("observedGeneration"),
        Text.Named("lastHeartbeatTime"),
        Text.Named("lastProbeTime"),
        Text.Named("lastTransitionTime"),
        Text.Named("reason"),
        Text.Named("message")) with
    { IsOpen = true };

    private static readonly Shape OwnerReference = Structure(
        "v1.OwnerReference",
        Text.Always("apiVersion"),
        Text.Always("kind"),
        Text.Always("name"),
        Text.Always("uid"),
        Flag.Optional("controller"),
        Flag.Optional("blockOwnerDeletion")) with
    { IsAtomic = true };

    private static readonly Shape ManagedFieldsEntry = Structure(
        "v1.ManagedFieldsEntry",
        Text.Named("manager"),
        Text.Named("operation"),
        Text.Named("apiVersion"),
        Text.Optional("time"),
        Text.Named("fieldsType"),
        Any.Optional("fieldsV1"),
        Text.Named("subresource"));

    private static readonly Shape ObjectMeta = Structure(
        "v1.ObjectMeta",
        Text.Named("name"),
        Text.Named("generateName"),
        Text.Named("namespace"),
        Text.Named("selfLink"),
        Text.Named("uid"),
        Text.Named("resourceVersion"),
        Integer.Named("generation"),
        Text.Optional("creationTimestamp"),
        Text.Optional("deletionTimestamp"),
        Integer.Optional("deletionGracePeriodSeconds"),
        Texts.Named("labels"),
        Texts.Named("annotations"),
        Keyed(OwnerReference, "uid").Named("ownerReferences"),
        Set().Named("finalizers"),
        List(ManagedFieldsEntry).Named("managedFields"));

    /// <summary>An object with its kind, its metadata and further fields.</summary>
    public static Shape Object(string goType, params ReadOnlySpan<Field> fields) =>
        Structure(goType, [Text.Named("kind"), Text.Named("apiVersion"), ObjectMeta.Always("metadata"), .. fields]);

    /// <summary>An object of which only the metadata is described.</summary>
    public static readonly Shape Unknown = Object("unstructured") with { IsOpen = true };
}
