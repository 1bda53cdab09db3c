using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using AdmissionGuard.Kubernetes.Manifests;
using AdmissionGuard.Serving.Health;
using AdmissionGuard.Serving.Metrics;

namespace AdmissionGuard.Verifier.Serving;

/// <summary>The options that say where probes and metrics are served.</summary>
internal sealed class HealthOptions
{
    private readonly Option<int?> _port = new("--health-port")
    {
        Description = "Serve /livez, /readyz and /metrics here; left out, they are not served",
        HelpName = "PORT",
    };

    private readonly Option<string> _address = new("--address")
    {
        Description = "The address to listen on",
        DefaultValueFactory = _ => "::",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_port);
        command.Options.Add(_address);
    }

    /// <summary>Where; null for nowhere.</summary>
    /// <exception cref="UsageException">There is no such place.</exception>
    public IPEndPoint? Read(ParseResult result)
    {
        if (result.GetValue(_port) is not { } port)
        {
            return null;
        }

        if (port is < 0 or > 65_535)
        {
            throw new UsageException($"--health-port {port}: no such port; ports are 0 to 65535, and 0 is one that is free");
        }

        var text = result.GetRequiredValue(_address);
        return IPAddress.TryParse(text, out var address)
            ? new IPEndPoint(address, port)
            : throw new UsageException($"--address {text}: expected an IP address such as 0.0.0.0, :: or 127.0.0.1");
    }

    /// <summary>Serves as long as something runs.</summary>
    /// <param name="endPoint">Where; null for nowhere.</param>
    /// <param name="ready">What has to be well for it to be of use.</param>
    /// <param name="metrics">What is measured.</param>
    /// <param name="report">Told where.</param>
    /// <param name="run">What runs.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ServeAsync(
        IPEndPoint? endPoint, IReadOnlyList<HealthCheck> ready, MeterReader metrics, Action<string> report, Func<CancellationToken, Task> run,
        CancellationToken cancellation)
    {
        if (endPoint is null)
        {
            await run(cancellation);
            return;
        }

        await using var server = await StartAsync(endPoint, ready, metrics, cancellation);
        report($"serves /livez, /readyz and /metrics at {server.Address.GetLeftPart(UriPartial.Authority)}");
        await run(cancellation);
    }

    private static async Task<HealthServer> StartAsync(
        IPEndPoint endPoint, IReadOnlyList<HealthCheck> ready, MeterReader metrics, CancellationToken cancellation)
    {
        try
        {
            // A process that cannot go on ends by itself: nothing has to be well for it to be left alone.
            return await HealthServer.StartAsync(endPoint, [], ready, metrics, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new UsageException(OneLine.Of($"{e.Message.TrimEnd('.')}; choose another with --address and --health-port"));
        }
    }
}
