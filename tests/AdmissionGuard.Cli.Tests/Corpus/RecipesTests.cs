using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Tests.Corpus;

/// <summary>What each of the well-known recipes is meant to do, as its name says it, before and after its policies.</summary>
public sealed class RecipesTests
{
    private const string Deny1 = "01-deny-all-traffic-to-an-application";

    // Clients, and the pods of recipes that come without any: "namespace/name key=value".
    private static readonly Dictionary<string, string[]> Extra = new(StringComparer.Ordinal)
    {
        [Deny1] = [$"{Deny1}/client run=client", "default/client run=client"],
        ["02-limit-traffic-to-an-application"] = ["default/client app=bookstore", "default/stranger app=other", "other/client app=bookstore"],
        ["02a-allow-all-traffic-to-an-application"] = ["default/client run=client", "other/client run=client"],
        ["03-deny-all-non-whitelisted-traffic-in-the-namespace"] = ["default/web app=web", "default/client run=client", "other/web app=web"],
        ["04-deny-traffic-from-other-namespaces"] = ["secondary/client run=client", "default/client run=client"],
        ["05-allow-traffic-from-all-namespaces"] = ["secondary/client run=client", "default/client run=client"],
        ["06-allow-traffic-from-a-namespace"] = ["prod/client run=client", "dev/client run=client", "default/client run=client"],
        ["07-allow-traffic-from-some-pods-in-another-namespace"] =
            ["other/monitor type=monitoring", "other/client run=client", "default/monitor type=monitoring"],
        ["08-allow-external-traffic"] = ["default/web app=web", "default/client run=client", "other/client run=client"],
        ["09-allow-traffic-only-to-a-port"] = ["default/monitor role=monitoring", "default/client run=client"],
        ["10-allowing-traffic-with-multiple-selectors"] =
            ["default/search app=bookstore,role=search", "default/api app=bookstore,role=api", "default/inventory app=inventory,role=web", "default/catalog app=bookstore,role=catalog"],
        ["11-deny-egress-traffic-from-an-application"] = ["default/foo app=foo", "default/client run=client"],
        ["12-deny-all-non-whitelisted-traffic-from-the-namespace"] = ["default/web app=web", "default/client run=client", "other/web app=web"],
        ["14-deny-external-egress-traffic"] = ["default/foo app=foo", "default/web app=web", "other/web app=web"],
    };

    [Theory]
    [InlineData(Deny1, Deny1 + "/client", Deny1 + "/web-0", "TCP 80", false)]
    [InlineData(Deny1, "default/client", Deny1 + "/web-0", "TCP 80", false)]
    [InlineData(Deny1, "203.0.113.1", Deny1 + "/web-0", "TCP 80", false)]
    [InlineData(Deny1, Deny1 + "/web-0", "default/client", "TCP 80", true)]
    [InlineData("02-limit-traffic-to-an-application", "default/client", "default/apiserver-0", "TCP 80", true)]
    [InlineData("02-limit-traffic-to-an-application", "default/stranger", "default/apiserver-0", "TCP 80", false)]
    [InlineData("02-limit-traffic-to-an-application", "other/client", "default/apiserver-0", "TCP 80", false)]
    [InlineData("02-limit-traffic-to-an-application", "203.0.113.1", "default/apiserver-0", "TCP 80", false)]
    [InlineData("02a-allow-all-traffic-to-an-application", "default/client", "default/web-0", "TCP 80", true)]
    [InlineData("02a-allow-all-traffic-to-an-application", "other/client", "default/web-0", "TCP 80", true)]
    [InlineData("02a-allow-all-traffic-to-an-application", "203.0.113.1", "default/web-0", "TCP 80", true)]
    [InlineData("03-deny-all-non-whitelisted-traffic-in-the-namespace", "default/client", "default/web", "TCP 80", false)]
    [InlineData("03-deny-all-non-whitelisted-traffic-in-the-namespace", "other/web", "default/web", "TCP 80", false)]
    [InlineData("03-deny-all-non-whitelisted-traffic-in-the-namespace", "default/web", "other/web", "TCP 80", true)]
    [InlineData("03-deny-all-non-whitelisted-traffic-in-the-namespace", "default/web", "default/web", "TCP 80", true)]
    [InlineData("04-deny-traffic-from-other-namespaces", "secondary/client", "secondary/web-0", "TCP 80", true)]
    [InlineData("04-deny-traffic-from-other-namespaces", "default/client", "secondary/web-0", "TCP 80", false)]
    [InlineData("04-deny-traffic-from-other-namespaces", "203.0.113.1", "secondary/web-0", "TCP 80", false)]
    [InlineData("05-allow-traffic-from-all-namespaces", "secondary/client", "secondary/web-0", "TCP 80", true)]
    [InlineData("05-allow-traffic-from-all-namespaces", "default/client", "secondary/web-0", "TCP 80", true)]
    [InlineData("05-allow-traffic-from-all-namespaces", "203.0.113.1", "secondary/web-0", "TCP 80", false)]
    [InlineData("06-allow-traffic-from-a-namespace", "prod/client", "default/web-0", "TCP 80", true)]
    [InlineData("06-allow-traffic-from-a-namespace", "dev/client", "default/web-0", "TCP 80", false)]
    [InlineData("06-allow-traffic-from-a-namespace", "default/client", "default/web-0", "TCP 80", false)]
    [InlineData("07-allow-traffic-from-some-pods-in-another-namespace", "other/monitor", "default/web-0", "TCP 80", true)]
    [InlineData("07-allow-traffic-from-some-pods-in-another-namespace", "other/client", "default/web-0", "TCP 80", false)]
    [InlineData("07-allow-traffic-from-some-pods-in-another-namespace", "default/monitor", "default/web-0", "TCP 80", false)]
    [InlineData("08-allow-external-traffic", "203.0.113.1", "default/web", "TCP 80", true)]
    [InlineData("08-allow-external-traffic", "default/client", "default/web", "TCP 80", true)]
    [InlineData("08-allow-external-traffic", "other/client", "default/web", "TCP 80", true)]
    [InlineData("09-allow-traffic-only-to-a-port", "default/monitor", "default/apiserver-0", "TCP 5000", true)]
    [InlineData("09-allow-traffic-only-to-a-port", "default/monitor", "default/apiserver-0", "TCP 8000", false)]
    [InlineData("09-allow-traffic-only-to-a-port", "default/monitor", "default/apiserver-0", "UDP 5000", false)]
    [InlineData("09-allow-traffic-only-to-a-port", "default/client", "default/apiserver-0", "TCP 5000", false)]
    [InlineData("10-allowing-traffic-with-multiple-selectors", "default/search", "default/db-0", "TCP 6379", true)]
    [InlineData("10-allowing-traffic-with-multiple-selectors", "default/api", "default/db-0", "TCP 6379", true)]
    [InlineData("10-allowing-traffic-with-multiple-selectors", "default/inventory", "default/db-0", "TCP 6379", true)]
    [InlineData("10-allowing-traffic-with-multiple-selectors", "default/catalog", "default/db-0", "TCP 6379", false)]
    [InlineData("11-deny-egress-traffic-from-an-application", "default/foo", "default/web-0", "TCP 80", false)]
    [InlineData("11-deny-egress-traffic-from-an-application", "default/foo", "203.0.113.1", "TCP 443", false)]
    [InlineData("11-deny-egress-traffic-from-an-application", "default/foo", "203.0.113.1", "UDP 53", true)]
    [InlineData("11-deny-egress-traffic-from-an-application", "default/foo", "default/web-0", "TCP 53", true)]
    [InlineData("11-deny-egress-traffic-from-an-application", "default/client", "default/web-0", "TCP 80", true)]
    [InlineData("12-deny-all-non-whitelisted-traffic-from-the-namespace", "default/client", "default/web", "TCP 80", false)]
    [InlineData("12-deny-all-non-whitelisted-traffic-from-the-namespace", "default/client", "203.0.113.1", "UDP 53", false)]
    [InlineData("12-deny-all-non-whitelisted-traffic-from-the-namespace", "other/web", "default/web", "TCP 80", true)]
    [InlineData("14-deny-external-egress-traffic", "default/foo", "203.0.113.1", "TCP 443", false)]
    [InlineData("14-deny-external-egress-traffic", "default/foo", "203.0.113.1", "UDP 53", true)]
    [InlineData("14-deny-external-egress-traffic", "default/foo", "default/web", "TCP 80", true)]
    [InlineData("14-deny-external-egress-traffic", "default/foo", "other/web", "TCP 80", true)]
    [InlineData("14-deny-external-egress-traffic", "default/web", "203.0.113.1", "TCP 443", true)]
    public void A_recipe_does_what_its_name_says(string recipe, string from, string to, string port, bool allowed)
    {
        var state = State(recipe);
        Assert.True(Allows(state with { Policies = [] }, from, to, port), "nothing is denied without policies");
        Assert.Equal(allowed, Allows(state, from, to, port));
    }

    [Theory]
    [InlineData("labels-with-all-legal-characters", "labels-with-all-legal-characters")]
    [InlineData("max-length-labels", "max-length-labels")]
    public void Labels_at_the_edge_of_what_is_legal_are_matched_to_the_letter(string recipe, string space)
    {
        var policy = Manifests.Cluster(File(recipe)).Policies[0];
        Assert.Equal(space, policy.Key.Namespace);
        var labels = Labels.From(policy.Spec.PodSelector.Requirements.Select(required => KeyValuePair.Create(required.Key, required.Values[0])));
        Assert.True(policy.Spec.PodSelector.Matches(labels));
        Assert.False(policy.Spec.PodSelector.Matches(Labels.From([KeyValuePair.Create(labels.Pairs[0].Key, labels.Pairs[0].Value.ToLowerInvariant() + "x")])));
    }

    [Fact]
    public void Every_recipe_is_covered()
    {
        var files = Directory.GetFiles(Repository.Corpus("recipes"), "*.yml").Select(file => Path.GetFileNameWithoutExtension(file)!);
        Assert.Equal(
            files.Order(StringComparer.Ordinal),
            Extra.Keys.Append("labels-with-all-legal-characters").Append("max-length-labels").Order(StringComparer.Ordinal));
    }

    private static bool Allows(ClusterState state, string from, string to, string port)
    {
        var index = Manifests.Index(state);
        var (protocol, number) = port.Split(' ') is [var name, var digits] ? (Protocols.Parse(name)!.Value, int.Parse(digits)) : throw new FormatException(port);
        return Explainer.Explain(End(index, from), End(index, to), protocol, number, ipBlockMatchesPods: false).IsAllowed;
    }

    private static ConnectionEnd End(ClusterIndex index, string text)
    {
        if (IpAddress.Parse(text) is { } address)
        {
            return new ConnectionEnd(null, null, address);
        }

        var found = index.Classes.SelectMany(pods => pods.Pods.Select(pod => (pods, pod))).Single(item => item.pod.Key.ToString() == text);
        return new ConnectionEnd(found.pods, found.pod, null);
    }

    private static ClusterState State(string recipe)
    {
        var pods = Extra[recipe].Select(text => text.Split(' ')).Select(parts => $$$"""
            apiVersion: v1
            kind: Pod
            metadata: {namespace: {{{parts[0].Split('/')[0]}}}, name: {{{parts[0].Split('/')[1]}}}, labels: {{{{parts[1].Replace("=", ": ", StringComparison.Ordinal)}}}}}
            """);
        var recipeState = Manifests.Cluster(File(recipe));
        var extra = Manifests.ClusterText(string.Join("\n---\n", pods));
        var known = recipeState.Namespaces.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        return recipeState with
        {
            Pods = [.. recipeState.Pods, .. extra.Pods],
            Namespaces = [.. recipeState.Namespaces, .. extra.Namespaces.Where(item => !known.Contains(item.Name))],
        };
    }

    private static string File(string recipe) => Repository.Corpus("recipes", $"{recipe}.yml");
}
