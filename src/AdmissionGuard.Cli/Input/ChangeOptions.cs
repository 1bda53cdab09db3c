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

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Change);
        command.Options.Add(Delete);
        command.Options.Add(Replace);
    }

    /// <summary>What the command line says; null when it speaks of no change at all.</summary>
    public ChangeRequest? Read(ParseResult result)
    {
        var request = new ChangeRequest(
            result.GetValue(Change) ?? [], result.GetValue(Delete) ?? [], result.GetValue(Replace));
        return request.Paths.Count + request.Deleted.Count == 0 ? null : request;
    }
}
