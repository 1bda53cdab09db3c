namespace AdmissionGuard.Webhook.Tests.Admission;

/// <summary>What holds for every answer, whatever was asked (design: Admission).</summary>
internal static class Contract
{
    private static readonly string[] Forbidden = ["map[", "is immutable", "immutable field"];

    public static void Holds(Answer answer)
    {
        Assert.Equal(answer.Allowed, answer.Message.Length == 0);
        Assert.All(answer.Warnings.Append(answer.Message), text =>
        {
            Assert.All(Forbidden, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
            Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("for: \"", StringComparison.Ordinal));
        });
        Assert.InRange(answer.Message.Length, 0, 900);
        Assert.DoesNotContain(answer.Message, c => char.IsControl(c) && c != '\n');
        if (!answer.Allowed)
        {
            Assert.Empty(answer.Warnings);
            Assert.StartsWith("AdmissionGuard ", answer.Message, StringComparison.Ordinal);
            Assert.StartsWith("id: ", answer.Message.Split('\n')[^1], StringComparison.Ordinal);
        }

        Assert.InRange(answer.Warnings.Count, 0, 10);
        Assert.Equal(answer.Warnings.Count, answer.Warnings.Distinct(StringComparer.Ordinal).Count());
        Assert.All(answer.Warnings, warning =>
        {
            Assert.InRange(warning.Length, 1, 256);
            Assert.DoesNotContain(warning, char.IsControl);
        });
    }
}
