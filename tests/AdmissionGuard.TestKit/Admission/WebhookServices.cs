using System.Collections.Concurrent;

namespace AdmissionGuard.TestKit.Admission;

/// <summary>Where the Services that webhooks name really listen: there is no network behind this server.</summary>
public sealed class WebhookServices
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), int> _ports = [];

    /// <summary>Has calls to a Service arrive at a port of 127.0.0.1; the name that TLS verifies stays <c>name.namespace.svc</c>.</summary>
    public void Map(string @namespace, string name, int loopbackPort) => _ports[(@namespace, name)] = loopbackPort;

    internal int? Find(string @namespace, string name) => _ports.TryGetValue((@namespace, name), out var port) ? port : null;
}
