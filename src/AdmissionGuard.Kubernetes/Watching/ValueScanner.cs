using System.Buffers;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>
/// Finds where a JSON value ends without decoding it, over as many pieces as it arrives in. It does not validate: whoever decodes the
/// value does.
/// </summary>
internal struct ValueScanner
{
    private static readonly SearchValues<byte> AfterLiteral = SearchValues.Create(",]} \t\r\n"u8);

    private int _scanned;
    private int _depth;
    private bool _inString;

    /// <summary>The length of the value that starts the bytes; -1 when more of them are needed.</summary>
    /// <param name="utf8">From the first byte of the value; on each call at least what was there at the last one.</param>
    public int Length(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return -1;
        }

        if (utf8[0] is not ((byte)'{' or (byte)'[' or (byte)'"'))
        {
            // Literals and numbers are short: looking again from the start costs nothing.
            return utf8.IndexOfAny(AfterLiteral);
        }

        while (_scanned < utf8.Length)
        {
            if (_inString ? !LeaveString(utf8) : !ToNextString(utf8))
            {
                return -1;
            }

            if (_depth == 0 && !_inString)
            {
                return _scanned;
            }
        }

        return -1;
    }

    // To the next string, or to the end of the value. Between strings stand two or three bytes: a vector search costs more than a loop.
    private bool ToNextString(ReadOnlySpan<byte> utf8)
    {
        while (_scanned < utf8.Length)
        {
            switch (utf8[_scanned++])
            {
                case (byte)'"':
                    _inString = true;
                    return true;
                case (byte)'{' or (byte)'[':
                    _depth++;
                    break;
                case (byte)'}' or (byte)']':
                    _depth--;
                    if (_depth == 0)
                    {
                        return true;
                    }

                    break;
            }
        }

        return false;
    }

    private bool LeaveString(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var next = utf8[_scanned..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                _scanned = utf8.Length;
                return false;
            }

            if (utf8[_scanned + next] == '"')
            {
                _scanned += next + 1;
                _inString = false;
                return true;
            }

            // A backslash whose second half has not arrived is looked at again.
            if (_scanned + next + 1 >= utf8.Length)
            {
                _scanned += next;
                return false;
            }

            _scanned += next + 2;
        }
    }
}
