using System.Diagnostics;

namespace AdmissionGuard.TestKit.RealServer;

/// <summary>What a process printed last: read to its end, because a full pipe would stop the process.</summary>
internal sealed class ProcessLog
{
    private const int Kept = 20;

    private readonly Process _process;
    private readonly Queue<string> _lines = [];

    public ProcessLog(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public string Tail
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept)
            {
                _lines.Dequeue();
            }
        }
    }
}
