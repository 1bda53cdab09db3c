using System.Diagnostics;

namespace AdmissionGuard.TestKit.Tests.Serving;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task It_serves_what_it_was_filled_with_until_it_is_told_to_end()
    {
        var folder = Directory.CreateTempSubdirectory("serve-");
        var (dump, kubeconfig) = (Path.Combine(folder.FullName, "dump.json"), Path.Combine(folder.FullName, "config"));
        var cancellationToken = TestContext.Current.CancellationToken;
        await File.WriteAllTextAsync(dump, Some.Pod("web", @namespace: "shop").ToJsonString(), cancellationToken);

        using var served = Start("serve", "--fill", dump, "--kubeconfig", kubeconfig);
        try
        {
            Assert.Equal($"{dump}: 1 objects", await served.StandardOutput.ReadLineAsync(cancellationToken));
            var url = await served.StandardOutput.ReadLineAsync(cancellationToken);
            await served.StandardOutput.ReadLineAsync(cancellationToken);
            Assert.Contains($"server: {url}", await File.ReadAllTextAsync(kubeconfig, cancellationToken), StringComparison.Ordinal);

            using var interrupt = Process.Start("kill", ["-TERM", $"{served.Id}"]);
            await served.WaitForExitAsync(cancellationToken);
            Assert.Equal(0, served.ExitCode);
        }
        finally
        {
            served.Kill();
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("", 2, "usage: serve [--fill FILE]... [--kubeconfig OUT] [--port N]")]
    [InlineData("serve --port many", 2, "usage: serve [--fill FILE]... [--kubeconfig OUT] [--port N]")]
    [InlineData("serve --fill no-such-file", 1, "Could not find file")]
    public async Task What_it_cannot_do_it_says_on_one_line(string arguments, int exitCode, string message)
    {
        using var refused = Start(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        var error = await refused.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await refused.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, refused.ExitCode);
        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "AdmissionGuard.TestKit.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        UseShellExecute = false,
    })!;
}
