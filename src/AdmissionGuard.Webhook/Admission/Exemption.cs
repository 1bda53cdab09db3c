using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Why a request is never denied.</summary>
internal enum Exemption
{
    /// <summary>It may be.</summary>
    None,

    /// <summary>
    /// It comes from the cluster's own controllers: denying the deletion of a policy would keep its namespace, or its owner, from ever going.
    /// </summary>
    Controller,

    /// <summary>The user is configured as exempt.</summary>
    User,

    /// <summary>A group of the user is configured as exempt.</summary>
    Group,

    /// <summary>The namespace is configured as exempt.</summary>
    Namespace,

    /// <summary>The namespace is being deleted.</summary>
    Terminating,
}

/// <summary>Who and what is exempt.</summary>
internal static class Exemptions
{
    private static readonly string[] Controllers =
    [
        "system:serviceaccount:kube-system:namespace-controller",
        "system:serviceaccount:kube-system:generic-garbage-collector",
        "system:kube-controller-manager",
    ];

    /// <summary>Why a request is exempt.</summary>
    /// <param name="request">The request.</param>
    /// <param name="configuration">Who is configured to be.</param>
    /// <param name="isTerminating">Whether the policy's namespace has a deletionTimestamp.</param>
    public static Exemption Of(AdmissionRequest request, WebhookConfiguration configuration, bool isTerminating)
    {
        if (Controllers.Contains(request.User, StringComparer.Ordinal))
        {
            return Exemption.Controller;
        }

        if (configuration.ExemptUsers.Contains(request.User))
        {
            return Exemption.User;
        }

        if (request.Groups.Any(configuration.ExemptGroups.Contains))
        {
            return Exemption.Group;
        }

        return configuration.ExemptNamespaces.Contains(request.Namespace) ? Exemption.Namespace
            : isTerminating ? Exemption.Terminating : Exemption.None;
    }

    /// <summary><c>controller</c>, <c>user</c>, <c>group</c>, <c>namespace</c> or <c>terminating</c>.</summary>
    public static string Name(this Exemption exemption) => exemption switch
    {
        Exemption.Controller => "controller",
        Exemption.User => "user",
        Exemption.Group => "group",
        Exemption.Namespace => "namespace",
        Exemption.Terminating => "terminating",
        _ => throw new ArgumentOutOfRangeException(nameof(exemption), exemption, null),
    };
}
