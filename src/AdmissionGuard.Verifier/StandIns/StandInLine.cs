using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AdmissionGuard.Verifier.StandIns;

/// <summary>What a stand-in says: a line of JSON on its output, which the kubelet keeps and the job reads as the pod's log.</summary>
internal sealed record StandInLine
{
    /// <summary>What it is about.</summary>
    public required StandInWord Said { get; init; }

    /// <summary>When, in milliseconds since the stand-in's start: its clock and the job's are two.</summary>
    public long At { get; init; }

    /// <summary>The port that it listens on.</summary>
    public int? Port { get; init; }

    /// <summary>What a connection that arrived is known by; null when it said nothing that could be it.</summary>
    public string? Token { get; init; }

    /// <summary>The address that a connection came from.</summary>
    public string? From { get; init; }

    /// <summary>The probe that was tried.</summary>
    public string? Probe { get; init; }

    /// <summary>The round, from 1.</summary>
    public int? Round { get; init; }

    /// <summary>What came back when a connection was tried.</summary>
    public ConnectAnswer? Answer { get; init; }

    /// <summary>Why something cannot be done.</summary>
    public string? Why { get; init; }

    /// <summary>Reads a line; null when it is none of ours, as what a runtime writes when it fails is not.</summary>
    public static StandInLine? Read(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonSerializer.Deserialize(line, StandInJson.Default.StandInLine) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The line, without its end.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, StandInJson.Default.StandInLine);
}

/// <summary>What a stand-in's line is about.</summary>
internal enum StandInWord
{
    /// <summary>A port is listened on.</summary>
    Listening,

    /// <summary>A port cannot be listened on.</summary>
    Deaf,

    /// <summary>It is alive, and has written of everything that arrived before.</summary>
    Tick,

    /// <summary>A connection has arrived.</summary>
    Arrived,

    /// <summary>A connection was tried.</summary>
    Tried,

    /// <summary>All connections of a round have been tried.</summary>
    Ended,
}

/// <summary>What came back when a connection was tried.</summary>
internal enum ConnectAnswer
{
    /// <summary>Nothing.</summary>
    Silence,

    /// <summary>Somebody took it.</summary>
    Accepted,

    /// <summary>A reset, or that the port is unreachable.</summary>
    Refused,

    /// <summary>That the address is unreachable: a firewall that rejects says so, and a router that knows no way.</summary>
    Unreachable,

    /// <summary>It could not be sent at all.</summary>
    Failed,
}

/// <summary>What the kernel's errors mean.</summary>
internal static class ConnectAnswers
{
    /// <summary>An answer, or that nothing could be sent.</summary>
    public static ConnectAnswer Of(SocketError error) => error switch
    {
        SocketError.TimedOut => ConnectAnswer.Silence,
        SocketError.ConnectionRefused or SocketError.ConnectionReset => ConnectAnswer.Refused,
        SocketError.HostUnreachable => ConnectAnswer.Unreachable,
        _ => ConnectAnswer.Failed,
    };
}

/// <summary>How the lines are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StandInLine))]
internal sealed partial class StandInJson : JsonSerializerContext;
