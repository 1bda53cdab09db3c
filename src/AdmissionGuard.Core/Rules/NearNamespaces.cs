using AdmissionGuard.Core.Model;

namespace AdmissionGuard.Core.Rules;

/// <summary>Guesses which namespace a namespaceSelector means that matches none.</summary>
internal static class NearNamespaces
{
    /// <summary>
    /// The namespace that is called as the selector says under another label, <c>name: kube-system</c>, or nearly so under the right one;
    /// null when there is none or several, or its name is nobody's business.
    /// </summary>
    public static string? Of(RuleContext context, LabelSelector namespaces)
    {
        var index = context.Simulation.Index;
        if (namespaces.Requirements is not [{ Operator: LabelOperator.In, Values: [var wanted] } only])
        {
            return null;
        }

        if (only.Key != Namespace.NameLabel)
        {
            return index.Find(wanted) is { } called && context.Names.MayName(called.Name) ? called.Name : null;
        }

        var near = index.Namespaces.Where(place => NearLabels.AreNear(wanted, place.Name)).Take(2).ToList();
        return near is [var meant] && context.Names.MayName(meant.Name) ? meant.Name : null;
    }
}
