using System.Collections.Immutable;

namespace AdmissionGuard.Core.Model;

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Addresses">Its internal and external addresses.</param>
public sealed record Node(string Name, ImmutableArray<IpAddress> Addresses);
