using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

/// <summary>A machine of its own: a directory, environment variables and a home. Messages are returned without the directory.</summary>
internal sealed class Place : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("connection-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public Surroundings Surroundings => new(_variables.GetValueOrDefault, In("home")) { ServiceAccount = In("account") };

    /// <summary>A kubeconfig with one context; texts are put under its cluster and its user.</summary>
    public static string Kubeconfig(string cluster = "", string user = "", string server = "https://cluster.example:6443") =>
        $"""
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{"{"}name: main, context: {"{"}cluster: one, user: me{"}"}{"}"}]
        clusters:
        - name: one
          cluster:
            server: {server}
            {cluster}
        users:
        - name: me
          user:
            extensions: []
            {user}
        """;

    public string In(string name) => Path.Combine(_directory.FullName, name);

    public string With(string name, string text) => With(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string With(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(In(name))!);
        File.WriteAllBytes(In(name), bytes);
        return In(name);
    }

    /// <summary>A program: a shell script.</summary>
    public string Script(string name, string body)
    {
        var path = With(name, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public Place Set(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>A pod's service account.</summary>
    public Place InPod(string host = "10.0.0.1")
    {
        With("account/token", "pod-token\n");
        With("account/namespace", "guard\n");
        With("account/ca.crt", "");
        return Set("KUBERNETES_SERVICE_HOST", host).Set("KUBERNETES_SERVICE_PORT", "443");
    }

    /// <summary>The settings of one kubeconfig.</summary>
    public ConnectionSettings Settings(string kubeconfig, string? context = null) =>
        ConnectionSearch.ForCommandLine(With("config", kubeconfig), context, Surroundings);

    /// <summary>What is wrong with one kubeconfig.</summary>
    public string ErrorOf(string kubeconfig, string? context = null) => Error(() => Settings(kubeconfig, context));

    public string Error(Func<object> act) => Without(Assert.Throws<ConnectionException>(act).Message);

    public string Without(string message) =>
        message.Replace(_directory.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    public void Dispose() => _directory.Delete(recursive: true);
}
