using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Kubectl;

namespace AdmissionGuard.Chain.Tests;

/// <summary>A receipt as a kubectl that watches saw it.</summary>
/// <param name="Seen">When, as <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="Status">Its status.</param>
internal sealed record Receipt(long Seen, JsonObject Status)
{
    public string? Verdict => (string?)Status["verdict"];

    public bool IsProvisional => (bool?)Status["provisional"] == true;

    public bool IsFinal => (string?)Status["phase"] == "Done";

    /// <summary>Tells the run that wrote it from all others.</summary>
    public string? Run => (string?)Status["run"];

    public string? Operation => (string?)Status["operation"];

    /// <summary>How long it took the network at most; zero when it never came right.</summary>
    public TimeSpan Latency => (string?)Status["latency"] is { } text
        ? TimeSpan.FromSeconds(double.Parse(text.TrimEnd('s'), CultureInfo.InvariantCulture))
        : TimeSpan.Zero;

    public IEnumerable<string> Reasons => Texts("reasons");

    /// <summary>The probes in words.</summary>
    public IEnumerable<string> Lines => Texts("probeLines");

    public override string ToString() => $"{Operation} {Verdict}{(IsProvisional ? " so far" : "")}: {string.Join("; ", Reasons)}";

    private IEnumerable<string> Texts(string field) => Status[field]?.AsArray().Select(text => (string)text!) ?? [];
}

/// <summary>All EnforcementChecks, with all that they ever said.</summary>
internal sealed class Receipts : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly ConcurrentDictionary<string, ImmutableList<Receipt>> _seen = new(StringComparer.Ordinal);
    private readonly KubectlWatch _watch;

    public Receipts(KubectlHome home) => _watch = new KubectlWatch(home, "enforcementchecks", TakeAsync);

    /// <summary>Forgets what was said so far.</summary>
    public void Forget() => _seen.Clear();

    /// <summary>What a policy's receipt said, from the first to the last.</summary>
    public ImmutableList<Receipt> Of(string policy) => _seen.GetValueOrDefault(policy, []);

    /// <summary>Waits until it says something.</summary>
    public async Task<Receipt> WaitAsync(string policy, Func<Receipt, bool> which)
    {
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) < Patience)
        {
            if (Of(policy).Find(receipt => which(receipt)) is { } found)
            {
                return found;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"of {policy} there is only: {string.Join(" | ", Of(policy))}");
    }

    /// <summary>Waits for a verdict that is final.</summary>
    public Task<Receipt> FinalAsync(string policy, string operation = "CREATE") =>
        WaitAsync(policy, receipt => receipt.IsFinal && receipt.Operation == operation);

    public ValueTask DisposeAsync() => _watch.DisposeAsync();

    private Task TakeAsync(string type, JsonObject check)
    {
        if (type != "DELETED" && check["status"] is JsonObject status)
        {
            var name = $"{check["metadata"]!["namespace"]}/{check["metadata"]!["name"]}";
            var receipt = new Receipt(Stopwatch.GetTimestamp(), status);
            _seen.AddOrUpdate(name, [receipt], (_, before) => before.Add(receipt));
        }

        return Task.CompletedTask;
    }
}
