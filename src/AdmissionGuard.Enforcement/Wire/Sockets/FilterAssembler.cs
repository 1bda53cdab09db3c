using System.Runtime.InteropServices;

namespace AdmissionGuard.Enforcement.Wire.Sockets;

/// <summary>One instruction of classic BPF: <c>struct sock_filter</c> of linux/filter.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

/// <summary>Writes classic BPF with names for the places to jump to, which all lie ahead.</summary>
internal sealed class FilterAssembler
{
    private const ushort JumpAlways = 0x05;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpAny = 0x45;

    private readonly List<FilterInstruction> _code = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<(int At, string Label)> _jumps = [];

    /// <summary>A = the byte at an offset.</summary>
    public void LoadByte(uint offset) => Emit(0x30, offset);

    /// <summary>A = the 16 bits at an offset.</summary>
    public void LoadHalf(uint offset) => Emit(0x28, offset);

    /// <summary>A = the byte at X and an offset.</summary>
    public void LoadByteIndexed(uint offset) => Emit(0x50, offset);

    /// <summary>A = the 32 bits at X and an offset.</summary>
    public void LoadWordIndexed(uint offset) => Emit(0x40, offset);

    /// <summary>X = a number.</summary>
    public void Index(uint value) => Emit(0x01, value);

    /// <summary>X = the length of the IPv4 header at an offset.</summary>
    public void IndexByHeaderLength(uint offset) => Emit(0xb1, offset);

    /// <summary>A &amp;= a mask.</summary>
    public void Mask(uint mask) => Emit(0x54, mask);

    /// <summary>A &gt;&gt;= some bits.</summary>
    public void ShiftRight(uint bits) => Emit(0x74, bits);

    /// <summary>Ends with the number of bytes to hand on; 0: the packet is not wanted.</summary>
    public void Return(uint bytes) => Emit(0x06, bytes);

    /// <summary>Goes on elsewhere.</summary>
    public void Jump(string label)
    {
        _jumps.Add((_code.Count, label));
        Emit(JumpAlways, 0);
    }

    /// <summary>Goes on elsewhere when A is a value.</summary>
    // A conditional jump reaches 255 instructions, an unconditional one any: the first only leaps over the second.
    public void IfEqual(uint value, string label)
    {
        _code.Add(new FilterInstruction(JumpEqual, 0, 1, value));
        Jump(label);
    }

    /// <summary>Goes on elsewhere when A is not a value.</summary>
    public void UnlessEqual(uint value, string label)
    {
        _code.Add(new FilterInstruction(JumpEqual, 1, 0, value));
        Jump(label);
    }

    /// <summary>Goes on elsewhere when A has any bit of a mask.</summary>
    public void IfAny(uint mask, string label)
    {
        _code.Add(new FilterInstruction(JumpAny, 0, 1, mask));
        Jump(label);
    }

    /// <summary>Names the next instruction.</summary>
    public void Label(string label) => _labels.Add(label, _code.Count);

    /// <summary>The program.</summary>
    public FilterInstruction[] Assemble()
    {
        foreach (var (at, label) in _jumps)
        {
            _code[at] = _code[at] with { Operand = (uint)(_labels[label] - at - 1) };
        }

        return [.. _code];
    }

    private void Emit(ushort code, uint operand) => _code.Add(new FilterInstruction(code, 0, 0, operand));
}
