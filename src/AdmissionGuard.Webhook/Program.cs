using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Webhook;

return await CommandLine.RunAsync(
    args,
    Console.Out,
    Console.Error,
    Surroundings.OfProcess(),
    _ => context =>
    {
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    });
