using System.Text.Json.Nodes;
using AdmissionGuard.TestKit.Discovery;
using AdmissionGuard.TestKit.Objects.Defaults;

namespace AdmissionGuard.TestKit.Http.Writes;

/// <summary>Cluster addresses for Services that name none: from 10.96.0.0/12, one after the other, never one twice.</summary>
internal sealed class ServiceAddresses
{
    // 10.96.0.1 is kubernetes.default and 10.96.0.10 the cluster's DNS, which tests put there themselves.
    private int _last = 255;

    /// <summary>Gives a Service what it lacks; other kinds stay as they are.</summary>
    public void Allocate(ResourceKind kind, JsonObject value, JsonObject? existing)
    {
        if (kind.GroupResource == BuiltInResources.Services.GroupResource)
        {
            ServiceDefaults.Allocate(value, existing, Next);
        }
    }

    private string Next()
    {
        var number = Interlocked.Increment(ref _last);
        return $"10.{96 + (number >> 16)}.{(number >> 8) & 0xFF}.{number & 0xFF}";
    }
}
