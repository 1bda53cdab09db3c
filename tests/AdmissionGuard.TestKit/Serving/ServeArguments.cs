using System.Globalization;

namespace AdmissionGuard.TestKit.Serving;

/// <summary>What <c>serve</c> was told.</summary>
internal sealed record ServeArguments(IReadOnlyList<string> Files, string? Kubeconfig, int Port)
{
    public const string Usage = "usage: serve [--fill FILE]... [--kubeconfig OUT] [--port N]";

    /// <summary>Reads them; null when they are none.</summary>
    public static ServeArguments? Parse(string[] args)
    {
        var (files, kubeconfig, port) = (new List<string>(), (string?)null, 0);
        if (args is not ["serve", .. var rest] || rest.Length % 2 != 0)
        {
            return null;
        }

        foreach (var pair in rest.Chunk(2))
        {
            switch (pair)
            {
                case ["--fill", var file]:
                    files.Add(file);
                    break;
                case ["--kubeconfig", var file]:
                    kubeconfig = file;
                    break;
                case ["--port", var text] when int.TryParse(text, CultureInfo.InvariantCulture, out port):
                    break;
                default:
                    return null;
            }
        }

        return new(files, kubeconfig, port);
    }
}
