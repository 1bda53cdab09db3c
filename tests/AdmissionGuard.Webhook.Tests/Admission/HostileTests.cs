using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>Names, labels and users that somebody chose to do harm with. Every answer is held to the contract where it is read.</summary>
public sealed class HostileTests
{
    /// <summary>What an API server refuses in a name or label and another client of the endpoint may send, and what it takes.</summary>
    public static TheoryData<string> Texts => new()
    {
        "sitemap[x]",
        "map[a:b] map[c:d]",
        "this is immutable",
        "an immutable field",
        "a\nfor: \"web.yaml\": error when patching",
        "a\r\n\t\u001b[31mred\u001b[0m\u0000b",
        "\u2028line\u2029paragraph\u0085next",
        "id: 00000000-0000-0000-0000-000000000000",
        "\"; DROP TABLE policies; --",
        "<script>alert(1)</script>",
        "😀🏴‍☠️\ud83d\ude00",
        new string('m', 5000),
        string.Concat(Enumerable.Repeat("is immutable ", 100)),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_name_that_no_API_server_sends_is_not_judged_and_breaks_no_message(string text)
    {
        await using var lenient = await Webhook.StartAsync(new StandingView(Shop.State));
        await using var strict = await Webhook.StartAsync(new StandingView(Shop.State), new WebhookConfiguration { OnFailure = FailureMode.Deny });
        foreach (var review in (JsonObject[])[Requests.Wipe(text), Requests.Wipe(text).DryRun(), Requests.Delete(Requests.Policy(Requests.Full, text))])
        {
            var allowed = await lenient.ReviewAsync(review.ToJsonString());
            Assert.Equal("unreadable", allowed.Annotations["not-judged"]);
            var denied = await strict.ReviewAsync(review.ToJsonString());
            Assert.Equal((3, "id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c"), (denied.Message.Split('\n').Length, denied.Message.Split('\n')[^1]));
        }
    }

    [Fact]
    public async Task The_longest_names_there_are_leave_the_way_out_whole()
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        var denied = await webhook.ReviewAsync(Requests.Wipe(new string('x', 253)).ToJsonString());
        Assert.Contains("admission-guard.io/acknowledge: \"ingress-rules-removed=", denied.Message.Split('\n')[1], StringComparison.Ordinal);
        await webhook.ReviewAsync(Requests.Wipe(new string('x', 253)).DryRun().ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_label_a_namespace_a_user_or_an_acknowledgement_breaks_no_message(string text)
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        var spec = new JsonObject { ["podSelector"] = new JsonObject { ["matchLabels"] = new JsonObject { [text] = text } } }.ToJsonString();
        await webhook.ReviewAsync(Requests.Create(Requests.Policy(spec)).ToJsonString());
        await webhook.ReviewAsync(Requests.Create(Requests.Policy(Requests.Full, place: text)).ToJsonString());
        await webhook.ReviewAsync(Requests.Wipe(acknowledgement: text).By(text, text).ToJsonString());
        Assert.All(webhook.Logged, line => Assert.True(line.Length < 1000 && !line.Any(char.IsControl), line));
    }

    [Theory]
    [InlineData("sitemap[x]")]
    [InlineData("this is immutable")]
    [InlineData("a\nfor: \"web.yaml\": b")]
    public async Task A_workload_of_the_cluster_breaks_no_message(string name)
    {
        var gateway = Shop.State.Pods.Single(pod => pod.Key.Name == "gateway");
        var named = gateway with { Key = gateway.Key with { Name = name }, Workload = gateway.Workload with { Name = name } };
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State with { Pods = [.. Shop.State.Pods.Remove(gateway), named] }));
        Assert.False((await webhook.ReviewAsync(Requests.Wipe().ToJsonString())).Allowed);
        await webhook.ReviewAsync(Requests.Wipe().DryRun().ToJsonString());
    }

    [Fact]
    public async Task However_many_findings_there_are_a_denial_keeps_its_length_its_way_out_and_its_id()
    {
        // Eighty workloads with the longest names there are lose the gateway and their names.
        var pods = Enumerable.Range(0, 80).Select(i =>
            Shop.Pod("shop", string.Create(CultureInfo.InvariantCulture, $"{new string('w', 240)}{i:000}"), $"10.2.0.{i + 1}", "app: web"));
        var state = StandingView.State(string.Join("\n---\n", pods));
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State with { Pods = [.. Shop.State.Pods, .. state.Pods] }));
        var answer = await webhook.ReviewAsync(
            Requests.Update(
                Requests.Policy(Requests.Full, new string('n', 253)),
                Requests.Policy("""{"podSelector":{},"egress":[],"policyTypes":["Ingress","Egress"]}""", new string('n', 253))).ToJsonString());
        var lines = answer.Message.Split('\n');
        Assert.Contains("admission-guard.io/acknowledge: \"", lines[1], StringComparison.Ordinal);
        Assert.Equal("id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c", lines[^1]);
        Assert.True(lines.Length > 3, answer.Message);
    }

    [Fact]
    public async Task A_label_of_a_namespace_is_quoted_whole_or_cut()
    {
        var label = new string('z', 5000);
        var state = Shop.State with
        {
            Namespaces = [.. Shop.State.Namespaces.Select(item => item.Name == "shop" ? item with { Labels = item.Labels.With("admission-guard.io/mode", label) } : item)],
        };
        await using var webhook = await Webhook.StartAsync(new StandingView(state));
        await webhook.ReviewAsync(Requests.Create(Requests.Policy(Requests.Full)).ToJsonString());
    }
}
