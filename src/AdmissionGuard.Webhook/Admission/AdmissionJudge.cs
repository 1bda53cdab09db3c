using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Review;
using AdmissionGuard.Kubernetes.Configuration;
using AdmissionGuard.Kubernetes.Connection;
using AdmissionGuard.Webhook.State;
using Microsoft.Extensions.Logging;

namespace AdmissionGuard.Webhook.Admission;

/// <summary>Decides about requests. What is allowed at first sight has cost one reading of the state and no call to anybody.</summary>
internal sealed class AdmissionJudge(IClusterView cluster, ILogger log, TimeProvider time)
{
    /// <summary>What holds for a request whatever is found, or not found for want of time: who sends it, and in which namespace it is.</summary>
    public Ruling Place(AdmissionRequest request, WebhookConfiguration configuration)
    {
        var place = cluster.Read([], index => index.Find(request.Namespace)?.Namespace);
        return new Ruling
        {
            Exemption = Exemptions.Of(request, configuration, place?.IsTerminating == true),
            Mode = NamespaceMode.Of(place),
            Age = cluster.Age ?? TimeSpan.Zero,
        };
    }

    /// <summary>Decides.</summary>
    /// <param name="request">A request about a policy.</param>
    /// <param name="ruling">What holds for it whatever is found.</param>
    /// <param name="configuration">What the operator wants.</param>
    /// <param name="deadline">When the answer has to be ready.</param>
    /// <param name="cancellation">The API server is no longer there.</param>
    public async Task<Ruling> JudgeAsync(
        AdmissionRequest request, Ruling ruling, WebhookConfiguration configuration, Deadline deadline, CancellationToken cancellation)
    {
        // Nobody reads what a controller is told, and a namespace without AdmissionGuard is without it.
        if (ruling.Exemption == Exemption.Controller || ruling.Mode.Cap == Verdict.Allow)
        {
            return ruling;
        }

        if (request.Change is not { } change)
        {
            return ruling with { NotJudged = NotJudged.Unreadable };
        }

        var mayAcknowledge = configuration.AcknowledgeGroups.IsEmpty || request.Groups.Any(configuration.AcknowledgeGroups.Contains);
        ruling = ruling with { IsAcknowledgedInVain = !mayAcknowledge && (change.After ?? change.Before)?.Acknowledgement is not null };
        var counted = mayAcknowledge ? change : WithoutAcknowledgement(change);
        try
        {
            ruling = Review(request, counted, ruling, configuration, deadline, policies: null);
        }
        catch (DeadlineException)
        {
            return ruling with { NotJudged = NotJudged.Deadline };
        }

        return ruling.Findings.Any(item => item.Action == Verdict.Deny && item.Finding.IsCurable)
            ? await LookAgainAsync(request, counted, ruling, configuration, deadline, cancellation)
            : ruling;
    }

    // `kubectl apply -f dir` creates and updates milliseconds apart, and word of what was created has not come yet.
    private async Task<Ruling> LookAgainAsync(
        AdmissionRequest request, PolicyChange change, Ruling first, WebhookConfiguration configuration, Deadline deadline,
        CancellationToken cancellation)
    {
        try
        {
            deadline.Check();

            // Half of what is left, so that there is time to judge by what is listed.
            using var limited = new CancellationTokenSource(deadline.Remaining / 2, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellation);
            var policies = await cluster.ListPoliciesAsync(request.Namespace, either.Token);
            return Review(request, change, first, configuration, deadline, policies) with { SecondLook = SecondLook.Taken };
        }
        catch (Exception e) when (e is DeadlineException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Log.NoTimeToLookAgain(log, request.Namespace, request.Name, Log.Shown(request).Uid);
            return first with { SecondLook = SecondLook.OutOfTime };
        }
        catch (Exception e) when (e is ApiException or HttpRequestException or IOException)
        {
            Log.CouldNotLookAgain(log, request.Namespace, request.Name, Log.Shown(request).Uid, e.Message);
            return first with { SecondLook = SecondLook.Failed };
        }
    }

    private Ruling Review(
        AdmissionRequest request, PolicyChange change, Ruling ruling, WebhookConfiguration configuration, Deadline deadline,
        IReadOnlyList<NetworkPolicy>? policies)
    {
        var terms = new ReviewTerms
        {
            Policies = policies,
            OnlyCountsOtherNamespaces = configuration.Disclosure == Disclosure.Namespace,
            Pulse = deadline.Check,
        };
        var specs = new[] { change.Before, change.After }.Concat(policies ?? []).OfType<NetworkPolicy>();
        IReadOnlyList<IpBlock> blocks = [.. specs.SelectMany(policy => ClusterIndex.BlocksOf(policy.Spec))];
        var (findings, size) = cluster.Read(blocks, index =>
        {
            deadline.Check();
            var review = Reviewer.Review(index, change, configuration.Guard, terms);
            return (review.Findings, review.Measure());
        });
        var isStale = ruling.Age > configuration.StaleAfter;
        var ruled = findings.Select(finding => Rule(finding, ruling, isStale, request.IsDryRun)).Where(item => item.Action > Verdict.Allow);
        return ruling with { Findings = [.. ruled.OrderByDescending(item => item.Action)], Size = size };
    }

    private static RuledFinding Rule(Finding finding, Ruling ruling, bool isStale, bool isDryRun)
    {
        if (finding.Action < Verdict.Deny)
        {
            return new RuledFinding(finding, finding.Action.AtMost(ruling.Mode.Cap), Softening.None);
        }

        var softening = ruling.Exemption != Exemption.None ? Softening.Exempt
            : ruling.Mode.Cap < Verdict.Deny ? Softening.Mode
            : isStale ? Softening.Stale
            : isDryRun && finding.IsCurable ? Softening.DryRun
            : Softening.None;
        var action = softening == Softening.None ? Verdict.Deny : Verdict.Warn;
        return new RuledFinding(finding, action.AtMost(ruling.Mode.Cap), softening);
    }

    private static PolicyChange WithoutAcknowledgement(PolicyChange change) => change with
    {
        Before = change.Before is null ? null : change.Before with { Acknowledgement = null },
        After = change.After is null ? null : change.After with { Acknowledgement = null },
    };
}
