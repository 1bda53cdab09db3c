using AdmissionGuard.Core.Model;
using AdmissionGuard.Core.Reachability;
using AdmissionGuard.Core.Tests.Oracle;

namespace AdmissionGuard.Core.Tests.Reachability;

/// <summary>Whatever a selector matches is among the candidates.</summary>
public sealed class LabelIndexTests
{
    [Fact]
    public void Whatever_a_selector_matches_is_among_its_candidates_once() => Properties.Check(
        Clusters.Any,
        cluster =>
        {
            var index = new LabelIndex<Pod>();
            foreach (var pod in cluster.Pods)
            {
                index.Add(pod.Labels, pod);
            }

            foreach (var selector in cluster.Policies.Select(policy => policy.Spec.PodSelector))
            {
                var candidates = index.Candidates(selector);
                Assert.Equal(selector.Requirements.All(one => one.Operator != LabelOperator.In), candidates is null);
                Assert.Equal(
                    cluster.Pods.Where(pod => selector.Matches(pod.Labels)).Select(pod => pod.Key).Order(),
                    (candidates ?? [.. cluster.Pods]).Where(pod => selector.Matches(pod.Labels)).Select(pod => pod.Key).Order());
            }
        },
        runs: 300);

    [Fact]
    public void Candidates_are_those_of_the_rarest_requirement()
    {
        var index = new LabelIndex<string>();
        index.Add(Some.Labels("app=web,tier=front"), "one");
        index.Add(Some.Labels("app=web"), "two");
        Assert.Equal(["one"], index.Candidates(Some.Selector("app=web,tier in (front,back)")));
        Assert.Empty(index.Candidates(Some.Selector("app=web,tier=back"))!);
    }

    [Fact]
    public void Looking_for_several_values_does_not_mix_them_up_for_the_next_question()
    {
        var index = new LabelIndex<string>();
        index.Add(Some.Labels("app=web"), "one");
        index.Add(Some.Labels("app=api"), "two");
        Assert.Equal(["one", "two"], index.Candidates(Some.Selector("app in (api,web)"))!.Order());
        Assert.Equal(["one"], index.Candidates(Some.Selector("app=web")));
    }

    [Fact]
    public void Selectors_that_name_no_value_have_to_look_at_everything() =>
        Assert.All(["", "app", "!app", "app notin (web)"], text => Assert.Null(new LabelIndex<string>().Candidates(Some.Selector(text))));
}
