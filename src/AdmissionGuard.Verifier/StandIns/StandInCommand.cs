using System.CommandLine;
using System.Net;

namespace AdmissionGuard.Verifier.StandIns;

/// <summary>
/// <c>stand-in</c>: what runs in the pods that <c>job</c> makes. It is told everything by its arguments and tells everything on its
/// output, because policies may keep it from everybody else.
/// </summary>
internal static class StandInCommand
{
    public static Command Create(World world)
    {
        var command = new Command("stand-in", "What runs in the pods that 'job' makes in place of others; not for use by hand.") { Listen(world), Connect(world) };
        command.Hidden = true;
        return command;
    }

    private static Command Listen(World world)
    {
        var ports = new Option<int[]>("--port") { Description = "A port to listen on", Required = true };
        var address = new Option<string?>("--address") { Description = "The address to listen on; left out, all" };
        var tick = new Option<int>("--tick-ms") { Description = "How often it says that it is alive", DefaultValueFactory = _ => 250 };
        var command = new Command("listen", "Take connections and write of each that arrives.") { ports, address, tick };
        command.SetAction(async (result, cancellation) =>
        {
            var at = result.GetValue(address) is { } text
                ? IPAddress.TryParse(text, out var parsed) ? parsed : throw new UsageException($"--address {text}: expected an IP address")
                : null;
            var listening = new Listening(
                at, Positive(result.GetValue(tick), "--tick-ms"), new StandInVoice(world.Output, world.Time), world.Time);
            await listening.RunAsync([.. result.GetRequiredValue(ports).Distinct()], cancellation);
            return 0;
        });
        return command;
    }

    private static Command Connect(World world)
    {
        var targets = new Option<string[]>("--to") { Description = "PROBE=ADDRESS:PORT, a connection to try in each round", Required = true };
        var seed = new Option<string>("--seed") { Description = "What the other end is told follows from this", Required = true };
        var every = new Option<int>("--every-ms") { Description = "From one round to the next", DefaultValueFactory = _ => 2500 };
        var patience = new Option<int>("--patience-ms") { Description = "How long a connection is waited for", DefaultValueFactory = _ => 1500 };
        var command = new Command("connect", "Try connections in rounds and write what came back.") { targets, seed, every, patience };
        command.SetAction(async (result, cancellation) =>
        {
            var read = result.GetRequiredValue(targets)
                .Select(text => ConnectTarget.Read(text) ?? throw new UsageException($"--to {text}: expected PROBE=ADDRESS:PORT")).ToList();
            var pace = new ConnectPace(Positive(result.GetValue(every), "--every-ms"), Positive(result.GetValue(patience), "--patience-ms"));
            var connecting = new Connecting(
                read, result.GetRequiredValue(seed), pace, world.Connect, new StandInVoice(world.Output, world.Time), world.Time);
            await connecting.RunAsync(cancellation);
            return 0;
        });
        return command;
    }

    private static TimeSpan Positive(int milliseconds, string option) =>
        milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : throw new UsageException($"{option} {milliseconds}: expected 1 at least");
}
