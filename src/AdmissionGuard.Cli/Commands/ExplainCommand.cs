using System.CommandLine;
using AdmissionGuard.Cli.Input;
using AdmissionGuard.Cli.Rendering;

namespace AdmissionGuard.Cli.Commands;

/// <summary><c>explain</c>: says of one connection why it is allowed or denied.</summary>
internal static class ExplainCommand
{
    public const string Examples =
        """
        # Two workloads, as 'connections' prints them; quote them, since shells have their own idea of brackets
        admission-guard explain --cluster cluster.json --from 'shop/web[Deployment]' --to 'shop/db[StatefulSet]' --port tcp/5432

        # A pod and an address; a port by its name
        admission-guard explain --cluster cluster.json --from 198.51.100.7 --to shop/web-5d4f9c-x2x7k --port tcp/http

        # Before and after a change
        admission-guard explain --cluster cluster.json --change policies/ --from shop/web --to shop/db --port 5432
        """;

    public static Command Create(Terminal terminal)
    {
        var cluster = new ClusterOptions();
        var from = Required(CommonOptions.Text(
            "--from", "PEER", "Where the connection starts: NAMESPACE/POD, NAMESPACE/NAME[KIND] or an IP address"));
        var to = Required(CommonOptions.Text("--to", "PEER", "Where it arrives, given likewise"));
        var port = Required(CommonOptions.Text(
            "--port", "PORT", "The destination's own port, not its Service's: tcp/8080, udp/53, sctp/1, 8080, tcp/http"));
        var change = new ChangeOptions();
        var blocks = CommonOptions.IpBlockMatchesPods();
        var output = CommonOptions.Output(
            Format.Text<ExplainReport>("text", ExplainText.Write),
            Format.Json<ExplainReport>("json", ExplainJson.Write));
        var command = new Command("explain", "Tell whether one connection is allowed, and by which policy and rule.");
        cluster.AddTo(command);
        command.Options.Add(from);
        command.Options.Add(to);
        command.Options.Add(port);
        change.AddTo(command);
        command.Options.Add(blocks);
        command.Options.Add(output);
        command.SetAction(result =>
        {
            var question = new Question(
                result.GetRequiredValue(from), result.GetRequiredValue(to), PortText.Parse(result.GetRequiredValue(port)),
                result.GetValue(blocks) ?? false);
            var source = cluster.Read(result);
            var request = change.Read(result);
            StandardInput.RequireOnce(source.Paths.Concat(request?.Paths ?? []));
            var loaded = source.Load(terminal);
            var changed = request?.On(loaded, terminal.Input);
            var before = question.Ask(changed?.Before ?? loaded.Reading.State);
            var after = changed is null ? null : question.Ask(changed.After);
            result.GetRequiredValue(output).Print(terminal, new ExplainReport(before, after));
            Output.Remarks(terminal, before.Notes.Concat(changed?.Notes ?? loaded.Reading.Notes));
            return ExitCode.Success;
        });
        return command;
    }

    private static Option<string> Required(Option<string> option)
    {
        option.Required = true;
        return option;
    }
}
