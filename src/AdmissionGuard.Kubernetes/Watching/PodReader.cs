using System.Collections.Immutable;
using System.Text.Json;
using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Manifests;

namespace AdmissionGuard.Kubernetes.Watching;

/// <summary>
/// Decodes pods straight from JSON, without the tree between: they are most of what a cluster says, and most of what they say counts for
/// nothing here. What it reads is what <see cref="PodObjects"/> reads, to the letter; where a pod holds something rare or wrong it leaves
/// it to that. Keys that come twice, which no API server writes, are not looked for.
/// </summary>
internal ref partial struct PodReader
{
    private readonly DecodingContext _context;
    private readonly PodScratch _scratch;
    private Utf8JsonReader _reader;
    private bool _isRare;
    private bool _isTerminating;
    private bool _hostNetwork;
    private bool _isTerminal;
    private Labels _labels = Labels.Empty;
    private string? _ownerKind;
    private string? _ownerName;
    private string? _nodeName;
    private PodDns? _dns;
    private IpAddress? _podIp;
    private IpAddress? _hostIp;
    private ImmutableArray<IpAddress> _podIps;
    private ImmutableArray<IpAddress> _hostIps;

    private PodReader(ReadOnlySpan<byte> utf8, DecodingContext context)
    {
        _context = context;
        _scratch = context.PodScratch;
        _scratch.Clear();
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Nesting.MaxLevels });
    }

    /// <summary>A pod; null when the tree has to be built after all.</summary>
    public static Pod? Decode(ReadOnlySpan<byte> utf8, in ObjectHead head, DecodingContext context)
    {
        try
        {
            var reader = new PodReader(utf8, context);
            reader.ReadPod();
            return reader._isRare ? null : reader.Pod(head.Key);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // Who decodes the tree says what is wrong, and where.
            return null;
        }
    }

    private readonly Pod Pod(ObjectKey key) => new()
    {
        Key = key,
        Labels = _labels,
        Workload = _context.Share(Workload.Of(key, _labels, _ownerKind, _ownerName)),
        NodeName = _nodeName,
        HostNetwork = _hostNetwork,
        IsTerminal = _isTerminal,
        IsTerminating = _isTerminating,
        Addresses = Either(_podIps, _podIp),
        HostAddresses = Either(_hostIps, _hostIp),
        Ports = _scratch.Ports(_context),
        Dns = _dns ?? (_hostNetwork ? PodDns.Default : PodDns.ClusterFirst),
    };

    private static ImmutableArray<IpAddress> Either(ImmutableArray<IpAddress> many, IpAddress? single) =>
        !many.IsDefault ? many : single is { } address ? [address] : [];

    private void ReadPod()
    {
        _reader.Read();
        for (var any = Enter(JsonTokenType.StartObject); any && Next();)
        {
            if (_reader.ValueTextEquals("metadata"u8))
            {
                ReadMetadata();
            }
            else if (_reader.ValueTextEquals("spec"u8))
            {
                ReadSpec();
            }
            else if (_reader.ValueTextEquals("status"u8))
            {
                ReadStatus();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadMetadata()
    {
        for (var any = EnterValue(JsonTokenType.StartObject); any && Next();)
        {
            if (_reader.ValueTextEquals("labels"u8))
            {
                ReadLabels();
            }
            else if (_reader.ValueTextEquals("deletionTimestamp"u8))
            {
                _reader.Read();
                _isTerminating = _reader.TokenType != JsonTokenType.Null;
                _reader.Skip();
            }
            else if (_reader.ValueTextEquals("ownerReferences"u8))
            {
                ReadOwners();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadLabels()
    {
        for (var any = EnterValue(JsonTokenType.StartObject); any && Next();)
        {
            var key = _context.Strings.Of(ref _reader)!;
            _scratch.Labels.Add(KeyValuePair.Create(key, Text() ?? ""));
        }

        _labels = _context.Share(_scratch.Labels);
    }

    // The controlling owner; where none is marked so, the first.
    private void ReadOwners()
    {
        var isFirst = true;
        var isControlled = false;
        for (var any = EnterValue(JsonTokenType.StartArray); any && NextItem();)
        {
            string? kind = null, name = null;
            var isController = false;
            for (var item = Enter(JsonTokenType.StartObject); item && Next();)
            {
                if (_reader.ValueTextEquals("kind"u8))
                {
                    kind = Text();
                }
                else if (_reader.ValueTextEquals("name"u8))
                {
                    name = Text();
                }
                else if (_reader.ValueTextEquals("controller"u8))
                {
                    isController = Flag();
                }
                else
                {
                    _reader.Skip();
                }
            }

            if (isFirst || (isController && !isControlled))
            {
                (_ownerKind, _ownerName) = (kind, name);
            }

            isFirst = false;
            isControlled |= isController;
        }
    }

    private void ReadSpec()
    {
        for (var any = EnterValue(JsonTokenType.StartObject); any && Next();)
        {
            if (_reader.ValueTextEquals("containers"u8))
            {
                ReadContainers(_scratch.OfContainers, areInit: false);
            }
            else if (_reader.ValueTextEquals("initContainers"u8))
            {
                ReadContainers(_scratch.OfSidecars, areInit: true);
            }
            else if (_reader.ValueTextEquals("nodeName"u8))
            {
                _nodeName = Text();
            }
            else if (_reader.ValueTextEquals("hostNetwork"u8))
            {
                _hostNetwork = Flag();
            }
            else if (_reader.ValueTextEquals("dnsPolicy"u8))
            {
                ReadDnsPolicy();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadDnsPolicy()
    {
        var policy = Text();
        _isRare |= policy == "None";
        _dns = policy switch
        {
            "Default" => PodDns.Default,
            "ClusterFirstWithHostNet" => PodDns.ClusterFirst,
            _ => null,
        };
    }

    private void ReadStatus()
    {
        for (var any = EnterValue(JsonTokenType.StartObject); any && Next();)
        {
            if (_reader.ValueTextEquals("phase"u8))
            {
                _isTerminal = Text() is "Succeeded" or "Failed";
            }
            else if (_reader.ValueTextEquals("podIP"u8))
            {
                _podIp = Address();
            }
            else if (_reader.ValueTextEquals("hostIP"u8))
            {
                _hostIp = Address();
            }
            else if (_reader.ValueTextEquals("podIPs"u8))
            {
                _podIps = AddressList();
            }
            else if (_reader.ValueTextEquals("hostIPs"u8))
            {
                _hostIps = AddressList();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    // Default when the list is missing or empty, so that the single address counts.
    private ImmutableArray<IpAddress> AddressList()
    {
        var addresses = _scratch.Addresses;
        addresses.Clear();
        var isEmpty = true;
        for (var any = EnterValue(JsonTokenType.StartArray); any && NextItem();)
        {
            isEmpty = false;
            for (var item = Enter(JsonTokenType.StartObject); item && Next();)
            {
                if (!_reader.ValueTextEquals("ip"u8))
                {
                    _reader.Skip();
                }
                else if (Address() is { } address)
                {
                    addresses.Add(address);
                }
            }
        }

        return isEmpty ? default : [.. addresses];
    }
}
