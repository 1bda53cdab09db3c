using System.Text.Json;
using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Kubernetes.Watching;

/// <content>What containers declare, as <see cref="Manifests.ContainerFields"/> reads it.</content>
internal ref partial struct PodReader
{
    private void ReadContainers(List<ContainerPort> ports, bool areInit)
    {
        for (var any = EnterValue(JsonTokenType.StartArray); any && NextItem();)
        {
            var before = ports.Count;
            var isSidecar = false;
            for (var item = Enter(JsonTokenType.StartObject); item && Next();)
            {
                if (_reader.ValueTextEquals("ports"u8))
                {
                    ReadPorts(ports);
                }
                else if (_reader.ValueTextEquals("args"u8) || _reader.ValueTextEquals("command"u8))
                {
                    ReadWords();
                }
                else if (areInit && _reader.ValueTextEquals("restartPolicy"u8))
                {
                    isSidecar = Text() == "Always";
                }
                else
                {
                    _reader.Skip();
                }
            }

            if (areInit && !isSidecar)
            {
                ports.RemoveRange(before, ports.Count - before);
            }
        }
    }

    private void ReadPorts(List<ContainerPort> ports)
    {
        for (var any = EnterValue(JsonTokenType.StartArray); any && NextItem();)
        {
            string? name = null;
            int? number = null;
            var protocol = Protocol.Tcp;
            for (var item = Enter(JsonTokenType.StartObject); item && Next();)
            {
                if (_reader.ValueTextEquals("name"u8))
                {
                    name = Text();
                }
                else if (_reader.ValueTextEquals("containerPort"u8))
                {
                    _reader.Read();
                    number = _reader.TokenType == JsonTokenType.Null ? null : _reader.GetInt32();
                    _isRare |= number is < 1 or > 65535;
                }
                else if (_reader.ValueTextEquals("protocol"u8))
                {
                    var text = Text();
                    var known = string.IsNullOrEmpty(text) ? Protocol.Tcp : Protocols.Parse(text);
                    _isRare |= known is null;
                    protocol = known ?? protocol;
                }
                else
                {
                    _reader.Skip();
                }
            }

            if (number is { } there)
            {
                ports.Add(new ContainerPort(name, protocol, there));
            }
        }
    }

    // Only NodeLocal DNSCache has such arguments.
    private void ReadWords()
    {
        for (var any = EnterValue(JsonTokenType.StartArray); any && NextItem();)
        {
            _isRare |= _reader.TokenType != JsonTokenType.String || _reader.ValueIsEscaped || _reader.ValueSpan.IndexOf("localip"u8) >= 0;
            _reader.Skip();
        }
    }
}
