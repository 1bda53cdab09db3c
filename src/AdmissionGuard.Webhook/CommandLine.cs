using System.CommandLine;
using System.CommandLine.Help;
using System.Security.Cryptography;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Webhook.Hosting;
using Microsoft.AspNetCore.Http;

namespace AdmissionGuard.Webhook;

/// <summary>The command line: what can be told to the webhook, and what becomes of mistakes.</summary>
internal static class CommandLine
{
    public const string Name = "admission-guard-webhook";

    // Ended as it was told to.
    private const int Success = 0;

    // What is known of the cluster cannot be trusted any more.
    private const int Fault = 1;

    // Bad usage, or something that it was told to use is no good: nothing has been served.
    private const int Failure = 2;

    /// <summary>Runs the webhook until it is told to end.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where help and version go.</param>
    /// <param name="error">Where the one line goes that says why it was not started.</param>
    /// <param name="surroundings">What a live cluster is found by.</param>
    /// <param name="answer">Makes what answers reviews.</param>
    /// <returns>The exit code: 0 ended as told, 1 cannot go on, 2 not started.</returns>
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, Surroundings surroundings, Func<AdmissionParts, RequestDelegate> answer)
    {
        try
        {
            var flags = new Flags();
            var result = flags.Command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (result.Action is HelpAction)
            {
                flags.WriteHelp(output);
                return Success;
            }

            if (result.GetResult(flags.Version) is not null)
            {
                await output.WriteLineAsync($"{Name} {VersionText.Version}");
                return Success;
            }

            if (UsageErrors.Find(result) is { } mistake)
            {
                throw new SettingException($"{mistake}; run '{Name} --help'");
            }

            return await ServeAsync(flags.Read(result), surroundings, answer);
        }
        catch (SettingException e)
        {
            await error.WriteLineAsync($"{Name}: {OneLine.Of(e.Message)}");
            return Failure;
        }
    }

    private static async Task<int> ServeAsync(WebhookOptions options, Surroundings surroundings, Func<AdmissionParts, RequestDelegate> answer)
    {
        using var log = LogSetup.Create(options.LogsJson ?? Console.IsOutputRedirected, options.LogLevel);
        var world = new World(surroundings, TimeProvider.System, NextRandom, log);
        await using var host = await WebhookHost.StartAsync(options, world, answer, CancellationToken.None);
        await host.WaitAsync();
        return host.HasFailed ? Fault : Success;
    }

    private static double NextRandom() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
