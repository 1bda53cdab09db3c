using AdmissionGuard.Core.Reachability;

namespace AdmissionGuard.Cli.Input;

/// <summary>The answer to a question about one connection.</summary>
/// <param name="From">Who was asked about.</param>
/// <param name="To">And with whom.</param>
/// <param name="Port">On which port: <c>TCP 8080</c>.</param>
/// <param name="Parts">An explanation for each group of pairs of pods; one part when it is the same for all.</param>
/// <param name="Notes">What the asker should know.</param>
internal sealed record Answer(
    string From, string To, string Port, IReadOnlyList<AnswerPart> Parts, IReadOnlyList<string> Notes);

/// <summary>What holds for some pairs of pods.</summary>
/// <param name="Example">The explanation of one of them.</param>
/// <param name="Pairs">How many there are.</param>
internal sealed record AnswerPart(Explanation Example, long Pairs);
