using System.Text;

namespace AdmissionGuard.TestKit.Http.Protobuf;

/// <summary>Splits a protobuf message into its fields.</summary>
internal static class ProtobufFields
{
    /// <summary>The fields in their order: number, and either bytes or a number.</summary>
    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static IReadOnlyList<(int Number, byte[] Bytes, long Value)> Split(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, byte[], long)>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((number, [], Varint(ref message)));
                    break;
                case 1:
                    fields.Add((number, Take(ref message, 8), 0));
                    break;
                case 2:
                    fields.Add((number, Take(ref message, Varint(ref message)), 0));
                    break;
                case 5:
                    fields.Add((number, Take(ref message, 4), 0));
                    break;
                default:
                    throw new FormatException($"protobuf: field {number} has the unknown wire type {tag & 7}");
            }
        }

        return fields;
    }

    /// <summary>Bytes as text.</summary>
    public static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static byte[] Take(ref ReadOnlySpan<byte> message, long length)
    {
        if (length < 0 || length > message.Length)
        {
            throw new FormatException("protobuf: the message ends inside a field");
        }

        var bytes = message[..(int)length].ToArray();
        message = message[(int)length..];
        return bytes;
    }

    private static long Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var index = 0; index < message.Length && index < 10; index++)
        {
            value |= (ulong)(message[index] & 0x7F) << (7 * index);
            if ((message[index] & 0x80) == 0)
            {
                message = message[(index + 1)..];
                return (long)value;
            }
        }

        throw new FormatException("protobuf: the message ends inside a number");
    }
}
