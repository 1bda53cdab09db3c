using System.Text.RegularExpressions;

namespace AdmissionGuard.TestKit.Objects.Validation;

/// <summary>What names, labels and ports must look like; each rule returns what is wrong, in the API server's words.</summary>
internal static partial class NameRules
{
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an " +
        "alphanumeric character (e.g. 'example.com', regex used for validation is " +
        @"'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedText =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. " +
        "'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " +
        "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is " +
        "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <summary>The name of most objects.</summary>
    public static IEnumerable<string> Subdomain(string name) => Check(name, 253, Subdomains(), SubdomainText);

    /// <summary>The name of a namespace or a Service.</summary>
    public static IEnumerable<string> Label(string name) => Check(name, 63, Labels(), LabelText);

    /// <summary>A label's value.</summary>
    public static IEnumerable<string> LabelValue(string value) => Check(value, 63, LabelValues(), ValueText);

    /// <summary>A label's or an annotation's key.</summary>
    public static IEnumerable<string> QualifiedName(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            return [$"a qualified name {QualifiedText} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var faults = new List<string>();
        if (parts.Length == 2)
        {
            var prefix = parts[0].Length == 0 ? ["must be non-empty"] : Subdomain(parts[0]);
            faults.AddRange(prefix.Select(fault => $"prefix part {fault}"));
        }

        var name = parts[^1];
        if (name.Length == 0)
        {
            faults.Add("name part must be non-empty");
        }

        faults.AddRange(Check(name, 63, QualifiedNames(), QualifiedText).Select(fault => $"name part {fault}"));
        return faults;
    }

    /// <summary>A port by name (RFC 6335).</summary>
    public static IEnumerable<string> PortName(string name)
    {
        if (name.Length > 15)
        {
            yield return "must be no more than 15 characters";
        }

        if (name.Length == 0 || !name.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (name.StartsWith('-') || name.EndsWith('-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }

    /// <summary>A port by number.</summary>
    public static IEnumerable<string> PortNumber(long port) => port is >= 1 and <= 65535 ? [] : ["must be between 1 and 65535, inclusive"];

    private static IEnumerable<string> Check(string text, int most, Regex pattern, string rule)
    {
        if (text.Length > most)
        {
            yield return $"must be no more than {most} characters";
        }

        if (!pattern.IsMatch(text))
        {
            yield return rule;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomains();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z", RegexOptions.ExplicitCapture)]
    private static partial Regex QualifiedNames();
}
