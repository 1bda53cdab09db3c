using System.CommandLine;
using AdmissionGuard.Load;

var pods = new Option<int>("--pods") { DefaultValueFactory = _ => 150_000, Description = "how many pods" };
var namespaces = new Option<int>("--namespaces") { DefaultValueFactory = _ => 10_000, Description = "how many namespaces, of three policies each" };
var services = new Option<int>("--services") { DefaultValueFactory = _ => 20_000, Description = "how many Services" };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 30, Description = "how long it is measured" };

var sync = new Command("sync", "measures the live cluster: list, events, list again") { pods, namespaces, services, seconds };
sync.SetAction((result, _) => SyncRun.RunAsync(Size(result), result.GetValue(seconds)));
var policies = new Option<int>("--policies") { DefaultValueFactory = _ => 30_000, Description = "how many policies, three a namespace" };
var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 200, Description = "how many reviews a second" };
var events = new Option<int>("--events") { DefaultValueFactory = _ => 100, Description = "how many pod events a second beside them" };
var duration = new Option<int>("--duration") { DefaultValueFactory = _ => 30, Description = "for how many seconds it is measured" };
var warmUp = new Option<int>("--warm-up") { DefaultValueFactory = _ => 10, Description = "for how many seconds it is not measured before" };
var mix = new Option<string>("--mix")
{
    DefaultValueFactory = _ => "small=60,wholeNamespace=20,everyNamespace=10,dnsPods=10",
    Description = "the shares of the kinds of changes",
};
var webhook = new Option<string>("--webhook")
{
    DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "admission-guard-webhook"),
    Description = "the executable that is measured; as it is shipped, it is published with ReadyToRun",
};
var admission = new Command("admission", "measures the webhook under load, and checks its answers; prints JSON")
{
    pods, policies, services, rate, events, duration, warmUp, mix, webhook,
};
admission.SetAction((result, _) => new AdmissionRun
{
    Size = new ClusterSize(result.GetValue(pods), result.GetValue(policies) / 3, result.GetValue(services)),
    Mix = Mix.Parse(result.GetValue(mix)!),
    PerSecond = result.GetValue(rate),
    EventsPerSecond = result.GetValue(events),
    Duration = TimeSpan.FromSeconds(result.GetValue(duration)),
    WarmUp = TimeSpan.FromSeconds(result.GetValue(warmUp)),
    Webhook = result.GetValue(webhook)!,
}.RunAsync());
var agents = new Option<int>("--agents") { DefaultValueFactory = _ => 5_000, Description = "how many nodes have an agent" };
var changes = new Option<int>("--changes") { DefaultValueFactory = _ => 1_000, Description = "how many policies change" };
var perMinute = new Option<int>("--per-minute") { DefaultValueFactory = _ => 1_000, Description = "how many of them in a minute" };
var after = new Option<int>("--after") { DefaultValueFactory = _ => 60, Description = "for how many seconds it is watched after the last change" };
var verifier = new Option<string>("--verifier")
{
    DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "admission-guard-verifier"),
    Description = "the executable that is measured; as it is shipped, it is published with ReadyToRun",
};
var companion = new Command("companion", "measures the companion while policies change, and whom the API server sends what; prints JSON")
{
    pods, policies, services, agents, changes, perMinute, after, verifier,
};
companion.SetAction((result, _) => new CompanionRun
{
    Size = new ClusterSize(result.GetValue(pods), result.GetValue(policies) / 3, result.GetValue(services)) { Callouts = 0 },
    Agents = result.GetValue(agents),
    Changes = result.GetValue(changes),
    PerMinute = result.GetValue(perMinute),
    After = TimeSpan.FromSeconds(result.GetValue(after)),
    Verifier = result.GetValue(verifier)!,
}.RunAsync());
var baseline = new Command("baseline", "the endpoint that allows everything, with a certificate from standard input");
baseline.SetAction((_, _) => BaselineEndpoint.RunAsync());
var callouts = new Option<int>("--callouts") { DefaultValueFactory = _ => 100, Description = "how many webhook configurations of each kind, and aggregated APIs" };
var serve = new Command("serve", "the API server that the other commands start") { pods, namespaces, services, callouts };
serve.SetAction((result, _) => SyntheticServer.RunAsync(Size(result) with { Callouts = result.GetValue(callouts) }));
return await new RootCommand("Measures what runs, at the size of a large cluster.") { sync, admission, companion, serve, baseline }.Parse(args).InvokeAsync();

ClusterSize Size(ParseResult result) => new(result.GetValue(pods), result.GetValue(namespaces), result.GetValue(services));
