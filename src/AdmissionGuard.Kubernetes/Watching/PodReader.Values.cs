using System.Text.Json;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Watching;

/// <content>Steps through objects, lists and single values. A type that is not expected is an InvalidOperationException.</content>
internal ref partial struct PodReader
{
    private IpAddress? Address()
    {
        _reader.Read();
        var buffer = _context.Strings.Buffer;
        var isTooLong = _reader.TokenType == JsonTokenType.String && _reader.ValueSpan.Length > buffer.Length;
        if (isTooLong || _reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return IpAddress.Parse(buffer.AsSpan(0, _reader.CopyString(buffer)));
    }

    private string? Text()
    {
        _reader.Read();
        return _context.Strings.Of(ref _reader);
    }

    private bool Flag()
    {
        _reader.Read();
        return _reader.TokenType != JsonTokenType.Null && _reader.GetBoolean();
    }

    private bool EnterValue(JsonTokenType start)
    {
        _reader.Read();
        return Enter(start);
    }

    // Whether something is to be read: null is as good as missing, as for Go's decoders.
    private readonly bool Enter(JsonTokenType start) => _reader.TokenType == start
        || (_reader.TokenType == JsonTokenType.Null ? false : throw new InvalidOperationException("another type is expected"));

    // The next name of an object; false at its end.
    private bool Next() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    // The next item of a list; false at its end.
    private bool NextItem() => _reader.Read() && _reader.TokenType != JsonTokenType.EndArray;
}
