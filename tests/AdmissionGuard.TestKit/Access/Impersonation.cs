using AdmissionGuard.TestKit.Http;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.TestKit.Access;

/// <summary>Who somebody wants to be, as <c>kubectl --as</c> asks for it.</summary>
internal static class Impersonation
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";

    /// <summary>The user that a request is to be answered as: the one who sent it, when it names nobody else.</summary>
    /// <exception cref="ApiStatusException">The sender may not be that user, or a member of that group.</exception>
    public static ApiUser Apply(HttpContext context, ApiUser sender, Authorization authorization)
    {
        var name = context.Request.Headers[UserHeader].ToString();
        if (name.Length == 0)
        {
            return sender;
        }

        List<string> groups = [.. context.Request.Headers[GroupHeader].OfType<string>()];
        Permit("users", name);
        groups.ForEach(group => Permit("groups", group));
        return new ApiUser(name, groups);

        void Permit(string resource, string who)
        {
            if (!authorization.Allows(sender, new AccessRequest("impersonate", "", resource, "", "", who, "")))
            {
                throw new ApiStatusException(new(
                    403,
                    "Forbidden",
                    $"{resource} \"{who}\" is forbidden: User \"{sender.Name}\" cannot impersonate resource \"{resource}\" in API group \"\" at the cluster scope"));
            }
        }
    }
}
