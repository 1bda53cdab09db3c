using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AdmissionGuard.Kubernetes.Connection;

namespace AdmissionGuard.Kubernetes.Tests.Connection;

public sealed class ApiErrorTests
{
    [Fact]
    public async Task A_Status_is_read()
    {
        var error = await ErrorAsync(HttpStatusCode.GatewayTimeout,
            """
            {"kind":"Status","apiVersion":"v1","status":"Failure","message":"Timeout: Too large resource version: 2, current: 1",
             "reason":"Timeout","details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"x"}],"retryAfterSeconds":1},"code":504}
            """);
        Assert.Equal((504, "Timeout", "Timeout: Too large resource version: 2, current: 1"), (error.Code, error.Reason, error.Message));
        Assert.Equal(TimeSpan.FromSeconds(1), error.RetryAfter);
        Assert.Equal(["ResourceVersionTooLarge"], error.Causes);
    }

    [Theory]
    [InlineData("""{"kind":"Status"}""", "HTTP 429 TooManyRequests")]
    [InlineData("""{"kind":"Status","details":null,"code":"x","message":7}""", "HTTP 429 TooManyRequests")]
    [InlineData("""{"kind":"Status","details":{"causes":{},"retryAfterSeconds":"x"}}""", "HTTP 429 TooManyRequests")]
    [InlineData("""{"kind":"Status","message":"a\nb"}""", "a b")]
    [InlineData("""{"kind":"Sta""", "HTTP 429 TooManyRequests")]
    [InlineData("[]", "HTTP 429 TooManyRequests: []")]
    [InlineData("", "HTTP 429 TooManyRequests")]
    [InlineData("Too many requests, please try again later.\n", "HTTP 429 TooManyRequests: Too many requests, please try again later.")]
    public async Task Whatever_comes_becomes_one_line(string body, string message)
    {
        var error = await ErrorAsync(HttpStatusCode.TooManyRequests, body);
        Assert.Equal((429, message), (error.Code, error.Message));
        Assert.Empty(error.Causes);
    }

    [Fact]
    public async Task The_header_says_how_long_to_wait()
    {
        var error = await ErrorAsync(HttpStatusCode.TooManyRequests, "", response =>
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(7)));
        Assert.Equal(TimeSpan.FromSeconds(7), error.RetryAfter);
    }

    [Fact]
    public async Task A_date_is_held_against_the_sender_s_own_clock()
    {
        var now = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var error = await ErrorAsync(HttpStatusCode.ServiceUnavailable, "", response =>
        {
            response.Headers.Date = now;
            response.Headers.RetryAfter = new RetryConditionHeaderValue(now.AddSeconds(9));
        });
        Assert.Equal(TimeSpan.FromSeconds(9), error.RetryAfter);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.OK)]
    public async Task A_web_page_is_no_answer_of_an_API_server(HttpStatusCode code)
    {
        var error = await ErrorAsync(code, "<html>\n<title>Log in</title>", response =>
            response.Content.Headers.ContentType = new MediaTypeHeaderValue("text/html"));
        Assert.Equal(
            $"HTTP {(int)code} {code}, with a web page: this is a proxy's or a login's answer, not an API server's; check server and proxy",
            error.Message);
    }

    [Fact]
    public async Task A_redirect_is_not_followed() => Assert.Equal(
        "HTTP 302 Found, to https://login.example/: set server to the API server's own address",
        (await ErrorAsync(HttpStatusCode.Found, "", response =>
            response.Headers.Location = new Uri("https://login.example/?state=s3cret"))).Message);

    [Fact]
    public async Task A_relative_redirect_is_one_too() => Assert.StartsWith(
        "HTTP 302 Found",
        (await ErrorAsync(HttpStatusCode.Found, "", response => response.Headers.Location = new Uri("/login", UriKind.Relative))).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task Of_an_endless_answer_64_KiB_are_read()
    {
        var endless = new Endless();
        var error = await ErrorAsync(HttpStatusCode.InternalServerError, new StreamContent(endless));
        Assert.Equal(500, error.Code);
        Assert.InRange(endless.Taken, 1, 80 << 10);
    }

    private static Task<ApiException> ErrorAsync(HttpStatusCode code, string body, Action<HttpResponseMessage>? with = null) =>
        ErrorAsync(code, new StringContent(body, Encoding.UTF8, "application/json"), with);

    private static async Task<ApiException> ErrorAsync(HttpStatusCode code, HttpContent content, Action<HttpResponseMessage>? with = null)
    {
        using var client = new ApiClient(new Uri("https://x"), new Answer(() =>
        {
            var response = new HttpResponseMessage(code) { Content = content, ReasonPhrase = "" };
            with?.Invoke(response);
            return response;
        }));
        var error = await client.RefusalAsync();
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private sealed class Answer(Func<HttpResponseMessage> response) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(response());
    }

    private sealed class Endless : Stream
    {
        public int Taken { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        private int Fill(Span<byte> buffer)
        {
            buffer.Fill((byte)'x');
            Taken += buffer.Length;
            return buffer.Length;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Fill(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Fill(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
