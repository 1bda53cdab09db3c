using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Objects.Decoding;

namespace AdmissionGuard.Cli.Tests.Publishing;

/// <summary>
/// CustomResourceDefinitions of both kinds of report, with the fields that their API documentation lists and no others: the API server
/// refuses to apply anything else.
/// </summary>
internal static class ReportDefinitions
{
    public static JsonObject OpenReports { get; } = Definition("openreports.io", "v1alpha1", "reports", "Report", "source: {type: string}");

    public static JsonObject PolicyReports { get; } = Definition("wgpolicyk8s.io", "v1alpha2", "policyreports", "PolicyReport", "");

    private static JsonObject Definition(string group, string version, string plural, string kind, string ofItsOwn) => YamlText.Parse(
        $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: {{plural}}.{{group}} }
        spec:
          group: {{group}}
          scope: Namespaced
          names: {kind: {{kind}}, listKind: {{kind}}List, plural: {{plural}}, singular: {{kind.ToLowerInvariant()}} }
          versions:
          - name: {{version}}
            served: true
            storage: true
            additionalPrinterColumns:
            - {name: Pass, type: integer, jsonPath: .summary.pass}
            - {name: Fail, type: integer, jsonPath: .summary.fail}
            - {name: Warn, type: integer, jsonPath: .summary.warn}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  apiVersion: {type: string}
                  kind: {type: string}
                  metadata: {type: object}
                  {{ofItsOwn}}
                  scope: &reference
                    type: object
                    properties: &named
                      apiVersion: {type: string}
                      fieldPath: {type: string}
                      kind: {type: string}
                      name: {type: string}
                      namespace: {type: string}
                      resourceVersion: {type: string}
                      uid: {type: string}
                  summary:
                    type: object
                    properties:
                      pass: {type: integer}
                      fail: {type: integer}
                      warn: {type: integer}
                      error: {type: integer}
                      skip: {type: integer}
                  results:
                    type: array
                    items:
                      type: object
                      required: [policy]
                      properties:
                        category: {type: string}
                        message: {type: string}
                        policy: {type: string}
                        properties: {type: object, additionalProperties: {type: string} }
                        resources: {type: array, items: {type: object, properties: *named} }
                        result: {type: string, enum: [pass, fail, warn, error, skip]}
                        rule: {type: string}
                        scored: {type: boolean}
                        severity: {type: string, enum: [critical, high, low, medium, info]}
                        source: {type: string}
        """)!.AsObject();
}
