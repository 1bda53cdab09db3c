namespace AdmissionGuard.TestKit.Faults;

/// <summary>Where an answer is cut: it looks at all bytes once, in their order.</summary>
internal sealed class CutPoint
{
    // Enough to be in the middle of any line of a watch, which begins with {"type":"DELETED","object":.
    private const int BytesIntoLine = 30;

    private int _linesBefore;
    private long _bytesBefore;

    private CutPoint(int linesBefore, long bytesBefore) => (_linesBefore, _bytesBefore) = (linesBefore, bytesBefore);

    /// <summary>After so many bytes.</summary>
    public static CutPoint After(long bytes) => new(0, bytes);

    /// <summary>Inside a line, counted from 1.</summary>
    public static CutPoint InLine(int line) => new(line - 1, BytesIntoLine);

    /// <summary>How many of these bytes still pass; null when all do and more may come.</summary>
    public int? Find(ReadOnlySpan<byte> bytes)
    {
        var start = 0;
        while (_linesBefore > 0)
        {
            var end = bytes[start..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return null;
            }

            _linesBefore--;
            start += end + 1;
        }

        var rest = bytes.Length - start;
        if (_bytesBefore < rest)
        {
            return start + (int)_bytesBefore;
        }

        _bytesBefore -= rest;
        return null;
    }
}
