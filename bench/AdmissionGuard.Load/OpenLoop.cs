using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace AdmissionGuard.Load;

/// <summary>One answer.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Time">From the moment at which it was to be sent, whether it could be or not.</param>
/// <param name="IsGood">The answer was an AdmissionReview that allows.</param>
internal sealed record Answered(ChangeKind Kind, TimeSpan Time, bool IsGood);

/// <summary>
/// Sends requests at fixed moments, whether earlier ones have been answered or not: a server that stalls is not asked less meanwhile, and
/// everybody who had to wait is counted.
/// </summary>
internal sealed class OpenLoop(HttpClient client, Uri address, ReviewBodies bodies)
{
    private static readonly byte[] Allowed = "\"allowed\":true"u8.ToArray();

    public async Task<List<Answered>> RunAsync(int perSecond, TimeSpan duration)
    {
        var count = (int)(perSecond * duration.TotalSeconds);
        var kinds = Enumerable.Range(0, count).Select(_ => bodies.NextKind()).ToArray();
        var requests = Array.ConvertAll(kinds, bodies.Next);
        var answers = new Task<Answered>[count];
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            await WaitUntilAsync(clock, due);
            answers[i] = SendAsync(kinds[i], requests[i], clock, due);
        }

        return [.. await Task.WhenAll(answers)];
    }

    // A timer is a millisecond or more late, and the answers are measured in less.
    private static async Task WaitUntilAsync(Stopwatch clock, TimeSpan due)
    {
        var rest = due - clock.Elapsed;
        if (rest > TimeSpan.FromMilliseconds(3))
        {
            await Task.Delay(rest - TimeSpan.FromMilliseconds(2));
        }

        while (clock.Elapsed < due)
        {
            await Task.Yield();
        }
    }

    private async Task<Answered> SendAsync(ChangeKind kind, byte[] body, Stopwatch clock, TimeSpan due)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Version = HttpVersion.Version11, Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return new Answered(kind, clock.Elapsed - due, response.IsSuccessStatusCode && answer.AsSpan().IndexOf(Allowed) >= 0);
    }
}
