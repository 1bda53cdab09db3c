using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Webhook.Receipts;

/// <summary>That the CNI did not do what policies say.</summary>
/// <param name="Policy">Where it was seen last; null when whoever asks may not know.</param>
/// <param name="At">When.</param>
/// <param name="IsPartly">Whether the CNI did some of it.</param>
/// <param name="More">At how many other policies it was seen too.</param>
internal sealed record Unenforced(ObjectKey? Policy, DateTimeOffset At, bool IsPartly, int More);
