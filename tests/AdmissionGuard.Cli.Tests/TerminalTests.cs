namespace AdmissionGuard.Cli.Tests;

public sealed class TerminalTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(false, null, "xterm", true)]
    [InlineData(false, "", "xterm", true)]
    [InlineData(false, "1", "xterm", false)]
    [InlineData(false, "0", "xterm", false)]
    [InlineData(false, null, "dumb", false)]
    [InlineData(true, null, "xterm", false)]
    public void Colour_is_for_terminals_whose_owner_has_not_declined(bool isRedirected, string? noColor, string? term, bool expected) =>
        Assert.Equal(expected, Terminal.WantsColour(isRedirected, noColor, term));

    [Fact]
    public void Colour_says_nothing_that_is_not_there_without_it()
    {
        string[] args = ["review", "--cluster", _run.File("c.yaml", ShopManifests.Shop), "--change", _run.File("db.yaml", ShopManifests.DbPolicyWithoutRules)];

        var coloured = _run.RunInColour(args).Output;

        Assert.StartsWith("\e[1;31mDENIED\e[0m  1 policy: shop/db\n", coloured, StringComparison.Ordinal);
        Assert.Equal(_run.Run(args).Output, System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9;]*m", "", default, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_reader_that_has_seen_enough_ends_the_program_quietly()
    {
        using var error = new StringWriter();

        var exitCode = CommandLine.Run(["rules"], new Terminal(new ClosedPipe(32), error, Stream.Null, IsColoured: false));

        Assert.Equal(0, exitCode);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void An_output_that_cannot_be_written_is_an_error()
    {
        using var error = new StringWriter { NewLine = "\n" };

        var exitCode = CommandLine.Run(["rules"], new Terminal(new ClosedPipe(28), error, Stream.Null, IsColoured: false));

        Assert.Equal(2, exitCode);
        Assert.Equal("admission-guard: cannot write the output: no more\n", error.ToString());
    }

    [Fact]
    public void A_bug_is_one_line_that_asks_for_a_report()
    {
        using var error = new StringWriter { NewLine = "\n" };

        var exitCode = CommandLine.Run(["rules"], new Terminal(null!, error, Stream.Null, IsColoured: false));

        Assert.Equal(2, exitCode);
        Assert.StartsWith("admission-guard: this is a bug of admission-guard, please report it", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("System.ArgumentNullException", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, error.ToString().Count(c => c == '\n'));
    }

    private sealed class ClosedPipe(int code) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("no more", code);

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("no more", code);

        public override void Flush()
        {
        }
    }
}
