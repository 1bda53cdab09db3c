using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>The answer to a question about one connection.</summary>
/// <param name="From">Who was asked about.</param>
/// <param name="To">And with whom.</param>
/// <param name="Port">On which port: <c>TCP 8080</c>.</param>
/// <param name="Parts">The pairs of pods, those with the same explanation together; one part when it is the same for all.</param>
/// <param name="Notes">What the asker should know.</param>
internal sealed record Answer(
    string From, string To, string Port, IReadOnlyList<IReadOnlyList<Explanation>> Parts, IReadOnlyList<string> Notes);
