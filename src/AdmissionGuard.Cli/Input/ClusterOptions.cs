using System.CommandLine;
using System.CommandLine.Parsing;

namespace AdmissionGuard.Cli.Input;

/// <summary>The options that say which cluster is meant: what is in files, or a live one.</summary>
internal sealed class ClusterOptions
{
    /// <summary>How a usage line names them.</summary>
    public const string Usage = "{--cluster FILE_OR_DIR... | --live | --kubeconfig FILE | --context NAME}";

    public Option<string[]> Cluster { get; } = CommonOptions.Paths(
        "--cluster", "The cluster: a file, a directory (recursively) or - for standard input; may be repeated", required: false);

    public Option<bool> Live { get; } = CommonOptions.Flag(
        "--live", "A live cluster instead: the one that kubectl would speak to, in a pod that of its service account");

    public Option<string> Kubeconfig { get; } = CommonOptions.Text(
        "--kubeconfig", "FILE", "A live cluster: the kubeconfig's, by its current context or --context");

    public Option<string> Context { get; } = CommonOptions.Text(
        "--context", "NAME", "A live cluster: that of a context of --kubeconfig, KUBECONFIG or ~/.kube/config");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Cluster);
        command.Options.Add(Live);
        command.Options.Add(Kubeconfig);
        command.Options.Add(Context);
        command.Validators.Add(RequireOne);
    }

    /// <summary>What the command line says.</summary>
    public ClusterSource Read(ParseResult result) =>
        new(result.GetValue(Cluster) ?? [], result.GetValue(Kubeconfig), result.GetValue(Context));

    private void RequireOne(CommandResult result)
    {
        var isFile = result.GetResult(Cluster) is not null;
        var live = new Option[] { Live, Kubeconfig, Context }.FirstOrDefault(option => result.GetResult(option) is not null);
        if (isFile && live is not null)
        {
            result.AddError($"--cluster and {live.Name} exclude each other: give either files or a live cluster");
        }
        else if (!isFile && live is null)
        {
            result.AddError("no cluster: give --cluster FILE_OR_DIR, or for a live one --live, --kubeconfig FILE or --context NAME");
        }
    }
}
