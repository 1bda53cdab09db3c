using AdmissionGuard.TestKit.Objects.Validation;

namespace AdmissionGuard.TestKit.Tests.Objects.Validation;

public sealed class WebhookValidationTests
{
    [Theory]
    [InlineData("""{"name":"guard"}""", ".name: Invalid value: \"guard\": should be a domain with at least three segments separated by dots")]
    [InlineData("""{"sideEffects":null}""", ".sideEffects: Required value: must specify one of None, NoneOnDryRun")]
    [InlineData("""{"sideEffects":"Some"}""", ".sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"")]
    [InlineData("""{"timeoutSeconds":31}""", ".timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds")]
    [InlineData("""{"failurePolicy":"Maybe"}""", ".failurePolicy: Unsupported value: \"Maybe\": supported values: \"Fail\", \"Ignore\"")]
    [InlineData("""{"admissionReviewVersions":[]}""", ".admissionReviewVersions: Required value: must specify one of v1, v1beta1")]
    [InlineData("""{"clientConfig":{}}""", ".clientConfig: Required value: exactly one of url or service is required")]
    [InlineData("""{"clientConfig":{"url":"http://a"}}""",
        ".clientConfig.url: Invalid value: \"http://a\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [InlineData("""{"rules":[{"operations":["CREATE"],"apiGroups":["*"],"apiVersions":["*"]}]}""", ".rules[0].resources: Required value")]
    [InlineData("""{"rules":[{"operations":["PATCH"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*"]}]}""",
        ".rules[0].operations[0]: Unsupported value: \"PATCH\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"DELETE\", \"UPDATE\"")]
    public void What_a_cluster_would_not_take_is_refused_here_too(string change, string expected)
    {
        var webhook = Json.Object(
            """{"name":"a.b.c","clientConfig":{"url":"https://a"},"sideEffects":"None","admissionReviewVersions":["v1"],"timeoutSeconds":5}""");
        foreach (var (key, value) in Json.Object(change))
        {
            webhook[key] = value?.DeepClone();
        }

        var configuration = Json.Object("""{"metadata":{"name":"guard"},"webhooks":[]}""");
        configuration["webhooks"]!.AsArray().Add(webhook);

        var faults = ObjectValidation.Check("admissionregistration.k8s.io", "ValidatingWebhookConfiguration", configuration);
        Assert.Equal([$"webhooks[0]{expected}"], faults.Select(fault => fault.ToString()));
    }
}
