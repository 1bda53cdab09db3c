using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AdmissionGuard.Kubernetes.Configuration;

namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>What no good API server sends: an HTTP error, so that failurePolicy decides, or an answer that says what was not judged.</summary>
public sealed class EndpointTests
{
    private const string OtherKind = "apps/v1 Deployment";

    public static TheoryData<string, string> Bodies => new()
    {
        { "", "the body is empty; an AdmissionReview is expected" },
        { "{", "not valid JSON: the document ends too early" },
        { "nonsense", "not valid JSON" },
        { "[]", "a mapping is expected" },
        { "{}", "not an AdmissionReview of admission.k8s.io/v1" },
        { """{"apiVersion":"admission.k8s.io/v1beta1","kind":"AdmissionReview","request":{"uid":"1"}}""", "not an AdmissionReview of admission.k8s.io/v1" },
        { """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview"}""", "request: missing" },
        { """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":null}""", "request: missing" },
        { """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":[]}""", "request" },
        { """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{}}""", "request.uid: missing" },
        { """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":7}}""", "request.uid" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task What_is_no_review_is_400_in_one_line_that_says_why(string body, string problem)
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        using var response = await webhook.SendAsync(Encoding.UTF8.GetBytes(body));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(problem, text, StringComparison.Ordinal);
        Assert.Equal(1, text.Count(c => c == '\n'));
        Assert.StartsWith("Warning 1004 Refused a request with HTTP 400: ", Assert.Single(webhook.Logged), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/yaml")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    public async Task Another_content_type_is_415(string type)
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        using var response = await webhook.SendAsync(Encoding.UTF8.GetBytes(Requests.Wipe().ToJsonString()), type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        using var good = await webhook.SendAsync(Encoding.UTF8.GetBytes(Requests.Wipe().ToJsonString()), "application/json; charset=utf-8");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task A_review_of_almost_8_MiB_is_judged()
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State));
        Assert.False((await webhook.ReviewAsync(Padded((8 << 20) - 1000))).Allowed);
    }

    [Fact]
    public async Task Before_the_cluster_has_been_read_nothing_is_judged()
    {
        var view = new StandingView(Shop.State) { IsSynced = false };
        await using var webhook = await Webhook.StartAsync(view);
        using var response = await webhook.SendAsync(Encoding.UTF8.GetBytes(Requests.Wipe().ToJsonString()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(
            "the cluster has not been read yet; nothing can be judged before\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        view.IsSynced = true;
        Assert.False((await webhook.ReviewAsync(Requests.Wipe().ToJsonString())).Allowed);
    }

    [Fact]
    public async Task Another_kind_is_let_through_with_a_warning_to_whoever_configured_the_webhook()
    {
        var review = Requests.Wipe();
        review["request"]!["kind"] = new JsonObject { ["group"] = "apps", ["version"] = "v1", ["kind"] = "Deployment" };
        var answer = await AskAsync(review, new WebhookConfiguration { OnFailure = FailureMode.Deny });
        Assert.Equal(
            [$"AdmissionGuard judges NetworkPolicies only and was sent {OtherKind}: correct the rules of its webhook configuration"], answer.Warnings);
        Assert.Equal(("allow", "other-kind"), (answer.Annotations["verdict"], answer.Annotations["not-judged"]));
    }

    [Theory]
    [InlineData("object", "the request has no object")]
    [InlineData("oldObject", "the request has no oldObject")]
    public async Task A_request_without_its_object_follows_the_failure_mode_and_says_so(string missing, string problem)
    {
        var review = Requests.Wipe();
        review["request"]!.AsObject().Remove(missing);
        var allowed = await AskAsync(review);
        Assert.Equal([$"AdmissionGuard allows the UPDATE of shop/web without having judged it: {problem}"], allowed.Warnings);
        Assert.Equal("unreadable", allowed.Annotations["not-judged"]);

        var denied = await AskAsync(review, new WebhookConfiguration { OnFailure = FailureMode.Deny });
        Assert.Equal(
            $"""
            AdmissionGuard could not judge the UPDATE of NetworkPolicy shop/web
            {problem}; what cannot be judged is denied here (onFailure: deny)
            id: 0ed7fed1-79b3-4b92-98fc-20d5539a2d9c
            """,
            denied.Message);
        Assert.Equal("deny", denied.Annotations["verdict"]);
    }

    [Theory]
    [InlineData("CONNECT", "the operation \"CONNECT\" is none of CREATE, UPDATE and DELETE")]
    [InlineData("", "the operation \"\" is none of CREATE, UPDATE and DELETE")]
    public async Task Another_operation_is_not_judged(string operation, string problem)
    {
        var review = Requests.Wipe();
        review["request"]!["operation"] = operation;
        Assert.EndsWith(problem, Assert.Single((await AskAsync(review)).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_policy_is_not_judged()
    {
        var review = Requests.Wipe();
        review["request"]!["kind"]!["version"] = "v2";
        Assert.EndsWith(
            "networking.k8s.io/v2 NetworkPolicy is not simulated: only networking.k8s.io/v1 is",
            Assert.Single((await AskAsync(review)).Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_cannot_be_read_names_the_field()
    {
        var review = Requests.Wipe();
        review["request"]!["object"]!["spec"]!["podSelector"] = "none";
        var warning = Assert.Single((await AskAsync(review)).Warnings);
        Assert.StartsWith("AdmissionGuard allows the UPDATE of shop/web without having judged it: ", warning, StringComparison.Ordinal);
        Assert.Contains("request.object.spec.podSelector", warning, StringComparison.Ordinal);
    }

    // An annotation that nobody reads makes it long.
    private static string Padded(int length)
    {
        var review = Requests.Wipe();
        review["request"]!["object"]!["metadata"]!["annotations"] = new JsonObject { ["padding"] = new string('x', length) };
        return review.ToJsonString();
    }

    private static async Task<Answer> AskAsync(JsonObject review, WebhookConfiguration? configuration = null)
    {
        await using var webhook = await Webhook.StartAsync(new StandingView(Shop.State), configuration);
        return await webhook.ReviewAsync(review.ToJsonString());
    }
}
