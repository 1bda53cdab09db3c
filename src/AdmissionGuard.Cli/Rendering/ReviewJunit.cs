using System.Globalization;
using System.Xml;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Core.Rules;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>
/// A review as JUnit's XML, as Jenkins and GitLab read it: a suite for each policy, in it a test for each rule. What makes the exit code 1
/// fails; what is weaker is written down in the test's output.
/// </summary>
internal sealed class ReviewJunit
{
    private readonly XmlWriter _xml;
    private readonly ReviewReport _report;

    private ReviewJunit(XmlWriter xml, ReviewReport report) => (_xml, _report) = (xml, report);

    public static void Write(XmlWriter xml, ReviewReport report) => new ReviewJunit(xml, report).Write();

    private void Write()
    {
        _xml.WriteStartElement("testsuites");
        Counts("AdmissionGuard", _report.Review.Reviews);
        foreach (var review in _report.Review.Reviews)
        {
            Write(review);
        }

        WriteNotes();
        _xml.WriteEndElement();
    }

    // What limits the judgement, and in which order to apply the set, is about no policy: a suite without a test carries it.
    private void WriteNotes()
    {
        List<string> notes = [.. _report.Review.Notes.Select(note => $"note: {note}"), .. RolloutText.Lines(_report.Review)];
        if (notes.Count > 0)
        {
            _xml.WriteStartElement("testsuite");
            Counts("AdmissionGuard", []);
            _xml.WriteElementString("system-out", XmlCharacters.Of(string.Join('\n', notes)));
            _xml.WriteEndElement();
        }
    }

    private void Write(PolicyReview review)
    {
        _xml.WriteStartElement("testsuite");
        Counts(review.Policy.ToString(), [review]);
        _xml.WriteAttributeString("skipped", Number(RuleCatalog.All.Count(rule => !IsAsked(rule, review))));
        var findings = review.Findings.ToLookup(finding => finding.Rule, StringComparer.Ordinal);
        foreach (var rule in RuleCatalog.All)
        {
            Write(review, rule, findings[rule.Id].ToLookup(IsFailure));
        }

        _xml.WriteEndElement();
    }

    private void Write(PolicyReview review, Rule rule, ILookup<bool, Finding> isFailure)
    {
        var (failures, others) = (isFailure[true].ToList(), isFailure[false].ToList());
        _xml.WriteStartElement("testcase");
        _xml.WriteAttributeString("classname", review.Policy.ToString());
        _xml.WriteAttributeString("name", rule.Id);
        _xml.WriteAttributeString("time", "0");
        if (!IsAsked(rule, review))
        {
            _xml.WriteStartElement("skipped");
            _xml.WriteAttributeString("message", $"this rule is not asked on {review.Operation.Name()}");
            _xml.WriteEndElement();
        }

        if (failures.Count > 0)
        {
            var more = failures.Count == 1 ? "" : $" (and {failures.Count - 1} more)";
            _xml.WriteStartElement("failure");
            _xml.WriteAttributeString("type", failures[0].Action.Name());
            _xml.WriteAttributeString("message", XmlCharacters.Of(failures[0].Message + more));
            _xml.WriteString(XmlCharacters.Of(Text(review, failures)));
            _xml.WriteEndElement();
        }

        if (others.Count > 0)
        {
            _xml.WriteElementString("system-out", XmlCharacters.Of(Text(review, others)));
        }

        _xml.WriteEndElement();
    }

    private string Text(PolicyReview review, List<Finding> findings)
    {
        var lines = findings.SelectMany(finding => new[]
        {
            $"{(finding.IsAcknowledged ? "acknowledged" : finding.Action.Name())}: {finding.Message}",
            $"field: {finding.Field}{(_report.PlaceTextOf(review.Policy, finding.Field) is { } place ? $" ({place})" : "")}",
            $"fix: {finding.Remediation}",
        }).ToList();
        if (findings.Exists(finding => finding.Action == Verdict.Deny) && _report.PassOf(review) is { } pass)
        {
            lines.Add($"if this is meant, {pass.Words}: {pass.Line}");
        }

        return string.Join('\n', lines);
    }

    private void Counts(string name, IReadOnlyCollection<PolicyReview> reviews)
    {
        var failures = reviews.Sum(review =>
            review.Findings.Where(IsFailure).Select(finding => finding.Rule).Distinct(StringComparer.Ordinal).Count());
        _xml.WriteAttributeString("name", name);
        _xml.WriteAttributeString("tests", Number(reviews.Count * RuleCatalog.All.Length));
        _xml.WriteAttributeString("failures", Number(failures));
        _xml.WriteAttributeString("errors", "0");
        _xml.WriteAttributeString("time", "0");
    }

    private bool IsFailure(Finding finding) => finding.Action >= _report.FailOn;

    private bool IsAsked(Rule rule, PolicyReview review) => _report.Configuration.ActionOf(rule, review.Operation) is not null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
