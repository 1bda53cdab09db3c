using System.CommandLine;

namespace AdmissionGuard.Cli.Input;

/// <summary>The options that say what a change is.</summary>
internal sealed class ChangeOptions
{
    public Option<string[]> Change { get; } = CommonOptions.Paths(
        "--change",
        "What is applied: files, directories (recursively) or - for standard input; together they are one change",
        required: false);

    public Option<string[]> Delete { get; } = CommonOptions.Texts(
        "--delete", "NAMESPACE/NAME...", "Policies of the cluster that are deleted");

    public Option<bool> Replace { get; } = CommonOptions.Flag(
        "--replace", "The change replaces what is stored, as 'kubectl replace' does, instead of being applied");

    public Option<string> Namespace { get; } = CommonOptions.Text(
        "--namespace", "NAMESPACE", "The namespace of manifests that name none (default: the context's; with --cluster: default)", "-n");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Change);
        command.Options.Add(Delete);
        command.Options.Add(Replace);
        command.Options.Add(Namespace);
    }

    /// <summary>What the command line says; null when it speaks of no change at all.</summary>
    public ChangeRequest? Read(ParseResult result)
    {
        var request = new ChangeRequest(
            result.GetValue(Change) ?? [], result.GetValue(Delete) ?? [], result.GetValue(Replace), result.GetValue(Namespace));
        return request.Paths.Count + request.Deleted.Count == 0 ? null : request;
    }
}
