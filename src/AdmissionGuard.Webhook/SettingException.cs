namespace AdmissionGuard.Webhook;

/// <summary>Something that the webhook was told to use is no good. The message is one line that names it and says what to do.</summary>
internal sealed class SettingException(string message, Exception? cause = null) : Exception(message, cause);
