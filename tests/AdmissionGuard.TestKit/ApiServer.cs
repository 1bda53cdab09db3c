using AdmissionGuard.TestKit.Access;
using AdmissionGuard.TestKit.Admission;
using AdmissionGuard.TestKit.Certificates;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Faults;
using AdmissionGuard.TestKit.Http;
using AdmissionGuard.TestKit.Http.Reads;
using AdmissionGuard.TestKit.Http.Tables;
using AdmissionGuard.TestKit.Http.Writes;
using AdmissionGuard.TestKit.Storage;

namespace AdmissionGuard.TestKit;

/// <summary>
/// A Kubernetes API server for tests: real HTTP over TLS on loopback, no cluster behind it. It does what clients can see of
/// kube-apiserver v1.36, and it fails on demand.
/// </summary>
public sealed class ApiServer : IAsyncDisposable
{
    private static readonly string[] FirstNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];
    private readonly CertificateAuthority _authority;
    private readonly Listener _listener;
    private readonly WebhookClient _webhooks;
    private readonly Dictionary<string, ApiUser> _users = new(StringComparer.Ordinal);

    private ApiServer(ApiServerOptions options)
    {
        Options = options;
        _authority = new("test-cluster", options.CertificateTime);
        var identities = new Identities(options.Time, new Random(options.Seed));
        Store = new(options.HistoryWindow, Served, identities);
        Authentication = new(_authority.Pem, options.CertificateTime);
        Authorization = new(Store);
        Faults = new(options.Time);
        _webhooks = new(WebhookServices, options.Time);
        var tables = new TableMaker(options.Time);
        var handler = new RequestHandler(
            Store,
            Served,
            Authentication,
            Authorization,
            new DiscoveryHandler(Served, options.Version),
            new ListHandler(Store, tables),
            new WatchHandler(Store, tables, options.Time, options.BookmarkInterval),
            new LogHandler(Logs),
            new WriteHandler(Store, Served, identities, tables, new WebhookAdmission(Store, _webhooks, identities, Audit)),
            tables);
        ServerCertificate = _authority.Server("127.0.0.1", "localhost", "kubernetes", "kubernetes.default.svc");
        _listener = new(handler, Faults, Requests, new ServingCertificate(ServerCertificate));
    }

    /// <summary>How it was started.</summary>
    public ApiServerOptions Options { get; }

    /// <summary>Where it is, as in <c>https://127.0.0.1:6443</c>.</summary>
    public string Url => $"https://127.0.0.1:{_listener.Port}";

    /// <summary>The root that its certificate and those of its users come from.</summary>
    public string CaPem => _authority.Pem;

    /// <summary>The authority itself, for tests that want more certificates of it.</summary>
    public CertificateAuthority Authority => _authority;

    /// <summary>The certificate that it began with.</summary>
    public IssuedCertificate ServerCertificate { get; }

    /// <summary>What arrived.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>How many connections it has taken since it was started.</summary>
    public int AcceptedConnections => _listener.Accepted;

    /// <summary>How many connections are open.</summary>
    public int OpenConnections => _listener.Open;

    /// <summary>All objects. Tests may change them past every check.</summary>
    public ObjectStore Store { get; }

    /// <summary>What containers have written. Nothing runs here: tests write it.</summary>
    public PodLogs Logs { get; } = new();

    /// <summary>What it serves.</summary>
    public ServedResources Served { get; } = new();

    /// <summary>Who is known.</summary>
    public Authentication Authentication { get; }

    /// <summary>Who may do what.</summary>
    public Authorization Authorization { get; }

    /// <summary>Where the Services of webhooks listen.</summary>
    public WebhookServices WebhookServices { get; } = new();

    /// <summary>What webhooks left for the audit log.</summary>
    public AuditLog Audit { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; }

    /// <summary>Starts one.</summary>
    public static async Task<ApiServer> StartAsync(ApiServerOptions? options = null)
    {
        var server = new ApiServer(options ?? new());
        foreach (var user in server.Options.Users.Prepend(ApiUser.Admin))
        {
            server.AddUser(user);
        }

        server.PutFirstObjects();
        await server._listener.StartAsync(server.Options.Port);
        return server;
    }

    /// <summary>Makes a user known whom <see cref="Kubeconfig"/> can then write about.</summary>
    public void AddUser(ApiUser user)
    {
        _users[user.Name] = user;
        if (user.Token is { } token)
        {
            Authentication.AddToken(token, user);
        }
    }

    /// <summary>A kubeconfig for a user, with a token or with a client certificate, and with everything in the file itself.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="namespace">The namespace of commands that name none.</param>
    /// <param name="certificate">A client certificate instead of a good one, for example one that has expired.</param>
    /// <exception cref="ArgumentException">Nobody has that name.</exception>
    public string Kubeconfig(string user = "admin", string @namespace = "default", IssuedCertificate? certificate = null)
    {
        var known = _users.GetValueOrDefault(user) ?? throw new ArgumentException($"no user {user}: add it first", nameof(user));
        var shown = certificate ?? (known.Token is null ? _authority.Client(known.Name, [.. known.Groups]) : null);
        return KubeconfigText.Of(Url, CaPem, known, shown, @namespace);
    }

    /// <summary>Shows other clients another certificate; kept connections keep the old one.</summary>
    public void Serve(IssuedCertificate certificate) => _listener.Certificate.Swap(certificate);

    /// <summary>Hangs up on everybody and refuses connections until <see cref="ListenAgainAsync"/>.</summary>
    public Task StopListeningAsync() => _listener.StopAsync();

    /// <summary>Takes connections again, on the same port.</summary>
    public Task ListenAgainAsync() => _listener.StartAsync(_listener.Port);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        _webhooks.Dispose();
        _authority.Dispose();
    }

    private void PutFirstObjects()
    {
        foreach (var name in FirstNamespaces)
        {
            Store.PutNamespace(name);
        }

        foreach (var role in DefaultRoles.All)
        {
            Store.Put(role);
        }
    }
}
