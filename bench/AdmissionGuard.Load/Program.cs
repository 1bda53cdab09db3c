using System.CommandLine;
using AdmissionGuard.Load;

var pods = new Option<int>("--pods") { DefaultValueFactory = _ => 150_000, Description = "how many pods" };
var namespaces = new Option<int>("--namespaces") { DefaultValueFactory = _ => 10_000, Description = "how many namespaces, of three policies each" };
var services = new Option<int>("--services") { DefaultValueFactory = _ => 20_000, Description = "how many Services" };
var seconds = new Option<int>("--seconds") { DefaultValueFactory = _ => 30, Description = "how long it is measured" };

var sync = new Command("sync", "measures the live cluster: list, events, list again") { pods, namespaces, services, seconds };
sync.SetAction((result, _) => SyncRun.RunAsync(Size(result), result.GetValue(seconds)));
var rate = new Option<int>("--rate") { DefaultValueFactory = _ => 200, Description = "how many reviews a second" };
var events = new Option<int>("--events") { DefaultValueFactory = _ => 100, Description = "how many pod events a second beside them" };
var admission = new Command("admission", "measures the webhook under load; prints JSON") { pods, namespaces, services, rate, events, seconds };
admission.SetAction((result, _) =>
    AdmissionRun.RunAsync(Size(result), result.GetValue(rate), result.GetValue(events), result.GetValue(seconds)));
var serve = new Command("serve", "the API server that the other commands start") { pods, namespaces, services };
serve.SetAction((result, _) => SyntheticServer.RunAsync(Size(result)));
return await new RootCommand("Measures what runs, at the size of a large cluster.") { sync, admission, serve }.Parse(args).InvokeAsync();

ClusterSize Size(ParseResult result) => new(result.GetValue(pods), result.GetValue(namespaces), result.GetValue(services));
