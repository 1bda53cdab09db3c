using System.Net;
using System.Net.Http.Headers;

namespace AdmissionGuard.Load;

/// <summary>One answer.</summary>
/// <param name="Kind">What was asked.</param>
/// <param name="Time">From the moment at which it was to be sent, whether it could be or not.</param>
/// <param name="Late">How much of that passed before it was sent, which is the sender's fault.</param>
/// <param name="Problem">What is wrong with the answer; null when nothing is.</param>
internal sealed record Answered(ChangeKind Kind, TimeSpan Time, TimeSpan Late, string? Problem);

/// <summary>
/// Sends requests at fixed moments, whether earlier ones have been answered or not: a server that stalls is not asked less meanwhile, and
/// everybody who had to wait is counted.
/// </summary>
internal sealed class OpenLoop(HttpClient client, Uri address, ReviewBodies bodies, Mix mix)
{
    /// <summary>Sends at a rate for some time, and waits for the last answer.</summary>
    /// <param name="perSecond">The rate.</param>
    /// <param name="duration">The time.</param>
    /// <param name="check">Says what is wrong with an answer.</param>
    public async Task<List<Answered>> RunAsync(int perSecond, TimeSpan duration, Func<Review, HttpStatusCode, byte[], string?> check)
    {
        // All is made before: whoever measures should make no garbage.
        var reviews = Enumerable.Range(0, (int)(perSecond * duration.TotalSeconds)).Select(_ => bodies.Next(mix)).ToArray();
        var answers = new Task<Answered>[reviews.Length];
        var sender = new Thread(() =>
        {
            var pace = new Pace();
            for (var i = 0; i < reviews.Length; i++)
            {
                var due = TimeSpan.FromSeconds((double)i / perSecond);
                pace.WaitUntil(due);
                answers[i] = SendAsync(reviews[i], pace, due, check);
            }
        });
        sender.Start();
        await Task.Run(sender.Join);
        return [.. await Task.WhenAll(answers)];
    }

    private async Task<Answered> SendAsync(Review review, Pace pace, TimeSpan due, Func<Review, HttpStatusCode, byte[], string?> check)
    {
        var late = pace.Elapsed - due;
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version11,
            Content = new ByteArrayContent(review.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        using var response = await client.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return new Answered(review.Kind, pace.Elapsed - due, late, check(review, response.StatusCode, answer));
    }
}
