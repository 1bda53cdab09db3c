namespace AdmissionGuard.Cli.Tests;

/// <summary><c>review --fix</c>: what it writes, what it leaves alone, and what it refuses.</summary>
public sealed class ReviewFixTests : IDisposable
{
    private const string Cluster =
        """
        apiVersion: v1
        kind: Pod
        metadata: {namespace: shop, name: web, labels: {app: web}}
        spec: {containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {namespace: monitoring, name: prometheus, labels: {app: prometheus}}
        spec: {containers: [{name: main}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {namespace: kube-system, name: dns, labels: {k8s-app: kube-dns}}
        spec: {containers: [{name: main}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {namespace: shop, name: web}
        spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {namespace: kube-system, name: kube-dns}
        spec: {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {namespace: shop, name: deny}
        spec: {podSelector: {}, policyTypes: [Ingress]}

        """;

    private const string Block =
        """
        # The web front.
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web   # as its Deployment
          namespace: shop
        spec:
          podSelector:
            matchLabels:
              app: web
          policyTypes:
            - Ingress
            - Egress
          ingress:
            # Metrics.
            - from:
                - namespaceSelector:
                    matchLabels:
                      kubernetes.io/metadata.name: monitoring
                - podSelector:
                    matchLabels:
                      app: prometheus
              ports:
                - protocol: TCP
                  port: 80   # http
          # Nothing but this.
          egress:
            - to:
                - podSelector: {}
        ---
        # Not ours to judge.
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "web"}

        """;

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Only_the_mistakes_change_and_the_rest_stays_as_it_is()
    {
        _run.File("policies/web.yaml", Block);
        _run.File("policies/more/other.txt", "no manifest");
        var result = Fix("policies");
        Assert.Contains("note: fixed/web.yaml corrects dns-blocked, peers-joined-by-or, port-not-exposed\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            Block
                .Replace("        - podSelector:\n            matchLabels:\n              app: prometheus\n", "          podSelector:\n            matchLabels:\n              app: prometheus\n", StringComparison.Ordinal)
                .Replace("port: 80   # http", "port: 8080   # http", StringComparison.Ordinal)
                .Replace(
                    "        - podSelector: {}\n",
                    """
                            - podSelector: {}
                        - to:
                            - namespaceSelector:
                                matchLabels:
                                  kubernetes.io/metadata.name: kube-system
                              podSelector:
                                matchLabels:
                                  k8s-app: kube-dns
                          ports:
                            - protocol: UDP
                              port: 53
                            - protocol: TCP
                              port: 53

                    """,
                    StringComparison.Ordinal),
            Written("web.yaml"));
        Assert.False(File.Exists(_run.At("fixed/more/other.txt")));
        var again = _run.Run("review", "--cluster", _run.At("cluster.yaml"), "--change", _run.At("fixed"));
        Assert.DoesNotContain("patch:", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_stay_braces()
    {
        const string Flow =
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: web}}
              policyTypes: [Ingress, Egress]
              egress: []
              ingress:
              - ports: [{port: 80}, {port: 9}]

            """;
        _run.File("policies/web.yaml", Flow);
        Fix("policies");
        Assert.Equal(
            Flow.Replace("{port: 80}", "{port: 8080}", StringComparison.Ordinal).Replace(
                "  egress: []\n",
                """
                  egress:
                  - to:
                    - namespaceSelector:
                        matchLabels: {kubernetes.io/metadata.name: kube-system}
                      podSelector:
                        matchLabels: {k8s-app: kube-dns}
                    ports:
                    - {protocol: UDP, port: 53}
                    - {protocol: TCP, port: 53}

                """,
                StringComparison.Ordinal),
            Written("web.yaml"));
    }

    [Fact]
    public void JSON_stays_JSON_and_lists_stay_lists()
    {
        const string Json =
            """
            {
              "apiVersion": "v1", "kind": "List",
              "items": [
                {
                  "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
                  "metadata": {"name": "web", "namespace": "shop"},
                  "spec": {
                    "podSelector": {"matchLabels": {"app": "web"}},
                    "ingress": [{"ports": [{"port": 80}]}]
                  }
                }
              ]
            }
            """;
        _run.File("policies/web.json", Json);
        Fix("policies");
        Assert.Equal(Json.Replace("{\"port\": 80}", "{\"port\": 8080}", StringComparison.Ordinal), Written("web.json"));
    }

    [Fact]
    public void Line_ends_of_Windows_stay()
    {
        _run.File("policies/web.yaml", Block.Replace("\n", "\r\n", StringComparison.Ordinal));
        Fix("policies");
        var written = Written("web.yaml");
        Assert.Contains("port: 8080   # http\r\n", written, StringComparison.Ordinal);
        Assert.Equal(written.Count(letter => letter == '\n'), written.Split("\r\n").Length - 1);
    }

    [Theory]
    [InlineData("# Source: shop/templates/web.yaml\n", "ports: [{port: 80}]", "policies/web.yaml is not written: its policy in line 2 is rendered from shop/templates/web.yaml; correct that template")]
    [InlineData("", "ports: &web [{port: 80}]", "policies/web.yaml is not written: line 5 shares its text with other places by an anchor; correct it by hand")]
    public void What_is_not_its_own_text_is_not_written_at_all(string head, string ports, string line)
    {
        _run.File("policies/other.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        _run.File(
            "policies/web.yaml",
            $"{head}apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web, namespace: shop}}\n"
            + $"spec: {{podSelector: {{matchLabels: {{app: web}}}},\n ingress: [{{{ports}}}]}}\n");
        Assert.Contains($"note: {line}\n", Fix("policies").Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_run.At("fixed/other.yaml")));
        Assert.False(File.Exists(_run.At("fixed/web.yaml")));
    }

    [Fact]
    public void Standard_input_has_no_file_to_correct()
    {
        var result = _run.RunWithInput(Block, "review", "--cluster", _run.File("cluster.yaml", Cluster), "--change", "-", "--fix", _run.At("fixed"));
        Assert.Contains("note: standard input is not written: correct the files or the templates that it comes from\n", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.At("fixed")));
    }

    [Fact]
    public void Nothing_is_overwritten_unless_that_is_said()
    {
        _run.File("policies/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");
        _run.File("policies/web.yaml", Block);
        _run.File("fixed/web.yaml", "mine");
        var refused = Fix("policies");
        Assert.Equal((ExitCode.Failure, "admission-guard: --fix: fixed/web.yaml exists; give another directory, or --overwrite\n"), (refused.ExitCode, refused.Error));
        Assert.Equal("mine", Written("web.yaml"));
        Assert.False(File.Exists(_run.At("fixed/a.yaml")));
        Fix("policies", "--overwrite");
        Assert.NotEqual("mine", Written("web.yaml"));
    }

    [Fact]
    public void Where_nothing_can_be_corrected_all_is_written_as_it_is_and_that_is_said()
    {
        const string Fine = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n";
        _run.File("policies/a.yaml", Fine);
        Assert.Contains("note: --fix: nothing that can be corrected was found\n", Fix("policies").Output, StringComparison.Ordinal);
        Assert.Equal(Fine, Written("a.yaml"));
    }

    private CommandResult Fix(string change, params string[] more) => _run.Run(
        ["review", "--cluster", _run.File("cluster.yaml", Cluster), "--change", _run.At(change), "--fix", _run.At("fixed"), .. more]);

    private string Written(string name) => File.ReadAllText(_run.At($"fixed/{name}"));
}
