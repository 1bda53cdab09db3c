using AdmissionGuard.Enforcement.Reporting;

namespace AdmissionGuard.Cli.Rendering;

/// <summary>What was proven, for people.</summary>
internal static class VerifyText
{
    public static void Write(Page page, VerifyReport report)
    {
        if (report.Trial is { } trial)
        {
            Write(page, trial);
        }

        for (var i = 0; i < report.Answers.Length; i++)
        {
            if (i > 0)
            {
                page.Line();
            }

            AnswerText.Write(page, report.Answers[i]);
        }
    }

    private static void Write(Page page, TrialReport report)
    {
        foreach (var line in TrialText.Lines(report))
        {
            foreach (var span in line)
            {
                page.Add(InkOf(span.Tone), span.Text);
            }

            page.Line();
        }
    }

    private static Ink InkOf(Tone tone) => tone switch
    {
        Tone.Strong => Ink.Strong,
        Tone.Faint => Ink.Faint,
        Tone.Good => Ink.Good,
        Tone.Bad => Ink.Bad,
        Tone.Doubtful => Ink.Doubtful,
        _ => Ink.Plain,
    };
}
