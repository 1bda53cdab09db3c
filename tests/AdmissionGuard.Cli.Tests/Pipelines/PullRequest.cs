using AdmissionGuard.Cli.Tests.Formats;

namespace AdmissionGuard.Cli.Tests.Pipelines;

/// <summary>A repository of policies with a branch that changes one, and the real program on the PATH.</summary>
internal sealed class PullRequest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pull-request-");
    private readonly string _git = Tool.OnPath("git", "git");

    public PullRequest()
    {
        Write("cluster.yaml", ShopManifests.Shop);
        Write("policies/db.yaml", ShopManifests.DbPolicy);
        Write("policies/web.yaml", ShopManifests.WebPolicy);
        Git("init", "--quiet", "--initial-branch=main");
        Commit();
        Git("checkout", "--quiet", "-b", "branch");
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public bool Exists(string name) => File.Exists(PathOf(name));

    /// <summary>Commits a file on the branch; null removes it.</summary>
    public void Change(string name, string? content)
    {
        if (content is null)
        {
            File.Delete(PathOf(name));
        }
        else
        {
            Write(name, content);
        }

        Commit();
    }

    public void Git(params string[] arguments)
    {
        var (exitCode, output) = Tool.Run(_git, "", _folder.FullName, new Dictionary<string, string>(), arguments);
        Assert.True(exitCode == 0, output);
    }

    /// <summary>Runs a script with <c>sh</c>; standard output and then standard error.</summary>
    public (int ExitCode, string Output) Run(params string[] arguments) => Start([], arguments);

    /// <summary>Runs a command line of a pipeline with <c>sh</c>.</summary>
    public (int ExitCode, string Output) RunLine(string line, Dictionary<string, string> environment) =>
        Start(environment, "-c", line);

    public void Dispose() => _folder.Delete(recursive: true);

    private (int ExitCode, string Output) Start(Dictionary<string, string> environment, params string[] arguments)
    {
        Tool.OnPath("jq", "jq");
        environment["PATH"] = $"{Tool.FolderOfProgram}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        return Tool.Run("sh", "", _folder.FullName, environment, arguments);
    }

    private void Commit()
    {
        Git("add", "--all");
        Git("-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", "Change");
    }

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), content);
    }
}
