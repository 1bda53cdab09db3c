using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Webhook;
using AdmissionGuard.Webhook.Admission;

return await CommandLine.RunAsync(args, Console.Out, Console.Error, Surroundings.OfProcess(), AdmissionEndpoint.Of);
