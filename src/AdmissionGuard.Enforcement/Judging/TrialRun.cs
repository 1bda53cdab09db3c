using System.Collections.Immutable;
using AdmissionGuard.Enforcement.Planning;
using AdmissionGuard.Enforcement.Probing;

namespace AdmissionGuard.Enforcement.Judging;

/// <summary>Probes round after round until there is a final verdict.</summary>
public static class TrialRun
{
    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What is probed.</param>
    /// <param name="wire">Where.</param>
    /// <param name="options">How long.</param>
    /// <param name="time">The clock, and what pauses are measured with.</param>
    /// <param name="progress">Told after each round; null when nobody is interested.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="WireException">No probe can be sent.</exception>
    public static async Task<Trial> RunAsync(
        ProbePlan plan, IWire wire, TrialOptions options, TimeProvider time, IProgress<Trial>? progress, CancellationToken cancellation)
    {
        var trial = Trial.Begin(plan, options, time.GetUtcNow());
        while (!trial.IsOver)
        {
            var observations = await RoundAsync(plan, wire, trial.Rounds + 1, options, time, cancellation);
            trial = trial.After(observations, time.GetUtcNow());
            progress?.Report(trial);
            if (!trial.IsOver)
            {
                await Task.Delay(trial.Pause, time, cancellation);
            }
        }

        return trial;
    }

    private static async Task<ImmutableArray<Observation>> RoundAsync(
        ProbePlan plan, IWire wire, int round, TrialOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(options.RoundTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            return await wire.RunRoundAsync(plan.Probes, round, either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var evidence = $"the round did not end within {options.RoundTimeout.TotalSeconds:0} s";
            return [.. plan.Probes.Select(probe => new Observation(probe.Id, Outcome.Unknown, evidence, time.GetUtcNow()))];
        }
    }
}
