using AdmissionGuard.Enforcement.Wire;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Verifier;

await using var output = Console.OpenStandardOutput();
var world = new World(output, Console.Error, Surroundings.OfProcess(), TimeProvider.System, options => new LocalWire(options, TimeProvider.System));
return await CommandLine.RunAsync(args, world, CancellationToken.None);
