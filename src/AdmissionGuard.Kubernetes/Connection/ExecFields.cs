using System.Globalization;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Connection;

/// <summary>Decodes <c>users[].user.exec</c> of a kubeconfig.</summary>
internal static class ExecFields
{
    private const string Group = "client.authentication.k8s.io/";
    private const string V1 = $"{Group}v1";
    private const string V1Beta1 = $"{Group}v1beta1";

    // The extension of a cluster that its plugin is given.
    private const string ExtensionName = "client.authentication.k8s.io/exec";

    public static ExecSettings Decode(Tree exec, KubeconfigFile file, KubeconfigEntry cluster, Surroundings surroundings)
    {
        var version = Version(exec);
        RefuseTerminal(exec, version);
        var hint = exec.Field("installHint").String() is { Length: > 0 } text ? Printable(text) : null;
        return new ExecSettings(Command(exec, file, hint, surroundings), version, file.Setting(exec))
        {
            Arguments = [.. exec.Field("args").List().Select(argument => new Secret(KubeconfigText.Of(argument) ?? ""))],
            Variables = [.. exec.Field("env").List().Select(Variable)],
            ProvidesClusterInfo = exec.Field("provideClusterInfo").Flag(),
            ClusterConfig = cluster.File.Guard(() => Config(cluster)),
            InstallHint = hint,
        };
    }

    private static string Version(Tree exec) => exec.Field("apiVersion").String() switch
    {
        (V1 or V1Beta1) and var version => version,
        $"{Group}v1alpha1" => throw new BadInputException(
            exec, "apiVersion", $"{Group}v1alpha1 is no longer supported; update the plugin and write {V1}"),
        _ => throw new BadInputException(exec, "apiVersion", $"expected {V1} or {V1Beta1}"),
    };

    private static void RefuseTerminal(Tree exec, string version)
    {
        var mode = exec.Field("interactiveMode").String();
        if (mode == "Always")
        {
            throw new BadInputException(
                exec, "interactiveMode", "Always: plugins are not given the terminal here; use Never or IfAvailable, or a token");
        }

        if (mode is not ("Never" or "IfAvailable") && (mode is not (null or "") || version == V1))
        {
            throw new BadInputException(exec, "interactiveMode", "expected Never or IfAvailable");
        }
    }

    private static string Command(Tree exec, KubeconfigFile file, string? hint, Surroundings surroundings)
    {
        if (exec.Field("command").String() is not { Length: > 0 } command)
        {
            throw new BadInputException(exec, "command", "is missing; name the plugin's program");
        }

        if (command.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar))
        {
            var path = file.Resolve(command);
            return Executables.IsOne(path) ? path : throw NotFound(exec, $"{path}: no such program", hint);
        }

        return Executables.Find(command, surroundings.Value("PATH") ?? "")
            ?? throw NotFound(exec, $"no program {OneLine.Quote(command)} on the PATH", hint);
    }

    private static BadInputException NotFound(Tree exec, string problem, string? hint) =>
        new(exec, "command", $"{problem}; {hint ?? "install it or correct the name"}");

    private static KeyValuePair<string, Secret> Variable(Tree variable)
    {
        var name = variable.Field("name").String();
        return name is { Length: > 0 } && !name.Contains('=')
            ? KeyValuePair.Create(name, new Secret(KubeconfigText.Of(variable.Field("value")) ?? ""))
            : throw new BadInputException(variable, "name", "the name of a variable is expected");
    }

    // The text comes with the kubeconfig and ends up on a terminal.
    private static string Printable(string text) => string.Concat(
        text.Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? ' ' : c)).Trim();

    private static string? Config(KubeconfigEntry cluster) => cluster.Value.Field("extensions").List()
        .Where(extension => extension.Field("name").String() == ExtensionName)
        .Select(extension => extension.Field("extension") is { } tree ? TreeJson.Write(tree) : null)
        .FirstOrDefault();
}
