using System.Net;

namespace AdmissionGuard.Benchmarks;

/// <summary>Answers from memory: lists with one body, watches with another, which then stay silent until they are cancelled.</summary>
internal sealed class CannedAnswers : HttpMessageHandler
{
    public byte[] List { get; set; } = [];

    public byte[] Watch { get; set; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isWatch = request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(isWatch ? new Silent(Watch) : new MemoryStream(List)),
        });
    }

    private sealed class Silent(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Read(buffer.Span);
        }
    }
}
