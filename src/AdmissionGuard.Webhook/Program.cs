namespace AdmissionGuard.Webhook;

internal static class Program
{
    private static int Main() => 2;
}
