using System.Text;
using AdmissionGuard.Kubernetes.Watching;

namespace AdmissionGuard.Kubernetes.Tests.Watching;

public sealed class LineReaderTests
{
    [Fact]
    public async Task Lines_of_any_length_are_read_whole_however_they_arrive()
    {
        var random = new Random(1);
        for (var run = 0; run < 50; run++)
        {
            var lines = Enumerable.Range(0, 60).Select(i => new string((char)('a' + (i % 26)), Length(random))).ToList();
            using var stream = new Pieces(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\nrest"), random);
            Assert.Equal(lines, await ReadAsync(stream));
        }
    }

    [Fact]
    public async Task A_line_beyond_the_cap_is_refused()
    {
        using var stream = new MemoryStream(new byte[33 * 1024 * 1024]);
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream));
    }

    private static int Length(Random random) => random.Next(3) switch
    {
        0 => 0,
        1 => random.Next(200),
        _ => random.Next(100_000),
    };

    private static async Task<List<string>> ReadAsync(Stream stream)
    {
        using var reader = new LineReader(stream);
        var lines = new List<string>();
        while (await reader.NextAsync(CancellationToken.None))
        {
            lines.Add(Encoding.UTF8.GetString(reader.Line));
        }

        return lines;
    }

    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 30_000))], cancellationToken);
    }
}
