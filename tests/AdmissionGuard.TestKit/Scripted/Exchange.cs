using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace AdmissionGuard.TestKit.Scripted;

/// <summary>A request to a <see cref="ScriptedServer"/>, whose answer the test gives.</summary>
public sealed class Exchange
{
    private readonly HttpContext _context;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Exchange(HttpContext context)
    {
        _context = context;
        PathAndQuery = context.Request.GetEncodedPathAndQuery();
        context.RequestAborted.Register(() =>
        {
            _left.TrySetResult();
            _finished.TrySetResult();
        });
    }

    /// <summary>Path and query, encoded as they came.</summary>
    public string PathAndQuery { get; }

    /// <summary>Completes when the client has gone away.</summary>
    public Task Left => _left.Task;

    /// <summary>Completes when the answer is complete.</summary>
    internal Task Finished => _finished.Task;

    /// <summary>A parameter of the query; null when it is not there.</summary>
    public string? Query(string name) => _context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>A header of the request.</summary>
    public string Header(string name) => _context.Request.Headers[name].ToString();

    /// <summary>Sends status and headers, and nothing else yet.</summary>
    public async Task StartAsync(int status = 200, params (string Name, string Value)[] headers)
    {
        _context.Response.StatusCode = status;
        _context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            _context.Response.Headers[name] = value;
        }

        await _context.Response.StartAsync();
    }

    /// <summary>Sends text, and all of it at once.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes, and all of them at once.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await _context.Response.Body.WriteAsync(bytes);
        await _context.Response.Body.FlushAsync();
    }

    /// <summary>Sends a line.</summary>
    public Task LineAsync(string line) => SendAsync($"{line}\n");

    /// <summary>Ends the answer as it should end.</summary>
    public void Close() => _finished.TrySetResult();

    /// <summary>Breaks the connection.</summary>
    public void Abort()
    {
        _context.Abort();
        _finished.TrySetResult();
    }

    /// <summary>Sends a whole answer.</summary>
    public async Task AnswerAsync(int status, string body, params (string Name, string Value)[] headers)
    {
        await StartAsync(status, headers);
        await SendAsync(body);
        Close();
    }

    /// <summary>Sends what was recorded of a server: status line, headers, an empty line and the body.</summary>
    public async Task ReplayAsync(string recorded)
    {
        var end = recorded.IndexOf("\n\n", StringComparison.Ordinal);
        var lines = recorded[..end].Split('\n');
        var headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .Where(parts => parts[0] is "retry-after" or "audit-id")
            .Select(parts => (parts[0], parts[1]));
        await AnswerAsync(int.Parse(lines[0].Split(' ')[1]), recorded[(end + 2)..], [.. headers]);
    }
}
