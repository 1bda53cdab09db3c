using System.Reflection;
using System.Xml.Linq;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Cli.Tests;

/// <summary>References run one way: Core decides, the others carry.</summary>
public sealed class ArchitectureTests
{
    [Fact]
    public void Core_stands_on_the_framework_alone() => Assert.Empty(References(typeof(Reviewer).Assembly));

    [Fact]
    public void Kubernetes_stands_on_Core_and_the_YAML_parser() =>
        Assert.Equal(["AdmissionGuard.Core", "YamlDotNet"], References(typeof(ManifestReader).Assembly));

    [Fact]
    public void Enforcement_stands_on_what_decides_and_what_carries() => Assert.Empty(
        XDocument.Load(Repository.PathOf("src/AdmissionGuard.Enforcement/AdmissionGuard.Enforcement.csproj")).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value).Except(["../AdmissionGuard.Kubernetes/AdmissionGuard.Kubernetes.csproj"]));

    [Fact]
    public void What_serves_stands_on_the_framework_alone_and_is_served_to_webhook_and_verifier()
    {
        Assert.Empty(ProjectsOf("Serving"));
        Assert.Equal(["Kubernetes", "Serving"], ProjectsOf("Webhook"));
        Assert.Equal(["Enforcement", "Serving"], ProjectsOf("Verifier"));
    }

    [Fact]
    public void The_command_line_stands_on_all_of_them() => Assert.Equal(
        ["AdmissionGuard.Core", "AdmissionGuard.Enforcement", "AdmissionGuard.Kubernetes", "System.CommandLine"], References(typeof(CommandLine).Assembly));

    [Fact]
    public void Core_has_no_runtime_package() => Assert.Empty(
        XDocument.Load(Repository.PathOf("src/AdmissionGuard.Core/AdmissionGuard.Core.csproj")).Descendants("PackageReference"));

    [Fact]
    public void The_test_kit_is_a_second_opinion_and_shares_no_code_with_what_it_tests() =>
        Assert.DoesNotContain(References(typeof(TestKit.ApiServer).Assembly), name => name.StartsWith("AdmissionGuard.", StringComparison.Ordinal));

    private static IEnumerable<string> ProjectsOf(string name) =>
        XDocument.Load(Repository.PathOf($"src/AdmissionGuard.{name}/AdmissionGuard.{name}.csproj")).Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value.Split('.')[^2]).Order(StringComparer.Ordinal);

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(name => name.Name!)
        .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name == "System.CommandLine")
        .Order(StringComparer.Ordinal);
}
