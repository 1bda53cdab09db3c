using System.CommandLine;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

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

    public Option<bool> Prune { get; } = CommonOptions.Flag(
        "--prune", "Policies that are missing from --change are deleted, in the namespaces that it touches, as GitOps tools prune them");

    public Option<string> Selector { get; } = CommonOptions.Text(
        "--selector", "LABELS", "With --prune: only policies with these labels, such as app.kubernetes.io/instance=shop", "-l");

    public Option<bool> Replace { get; } = CommonOptions.Flag(
        "--replace", "The change replaces what is stored, as 'kubectl replace' does, instead of being applied");

    public Option<string> Namespace { get; } = CommonOptions.Text(
        "--namespace", "NAMESPACE", "The namespace of manifests that name none (default: the context's; with --cluster: default)", "-n");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Change);
        command.Options.Add(Delete);
        command.Options.Add(Prune);
        command.Options.Add(Selector);
        command.Options.Add(Replace);
        command.Options.Add(Namespace);
    }

    /// <summary>What the command line says; null when it speaks of no change at all.</summary>
    public ChangeRequest? Read(ParseResult result)
    {
        var selector = result.GetValue(Selector);
        if (selector is not null && !result.GetValue(Prune))
        {
            throw new UsageException($"--selector {selector}: it narrows what is pruned; add --prune");
        }

        var request = new ChangeRequest(
            result.GetValue(Change) ?? [], result.GetValue(Delete) ?? [], result.GetValue(Replace), result.GetValue(Namespace))
        {
            Pruned = !result.GetValue(Prune) ? null : selector is null ? LabelSelector.Everything : SelectorText.Parse(selector)
                ?? throw new UsageException(
                    $"--selector {selector}: no label selector; write it as app=web, app!=web, 'app in (web,api)', app or !app"),
        };
        if (request.Pruned is not null && request.Paths.Count == 0)
        {
            throw new UsageException("--prune: give --change too; what is missing from it is deleted");
        }

        return request.Paths.Count + request.Deleted.Count == 0 ? null : request;
    }
}
