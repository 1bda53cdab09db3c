using AdmissionGuard.Enforcement.Planning;

namespace AdmissionGuard.Enforcement.Tests.Planning;

public sealed class FairChoiceTests
{
    [Fact]
    public void Everything_is_taken_while_there_is_room() => Assert.Equal([3, 1, 2], FairChoice.Take([3, 1, 2], 3, item => [item]));

    [Fact]
    public void What_differs_comes_before_what_repeats() => Assert.Equal(
        ["a1", "b1", "c1"], FairChoice.Take(["a1", "a2", "a3", "b1", "b2", "c1"], 3, text => [text[0]]));

    [Fact]
    public void What_was_chosen_seldom_comes_before_what_was_chosen_often() => Assert.Equal(
        ["a1", "b1", "a2", "b2"], FairChoice.Take(["a1", "a2", "a3", "b1", "b2", "b3"], 4, text => [text[0]]));

    [Fact]
    public void Several_traits_count_together() => Assert.Equal(
        ["a1", "b2"], FairChoice.Take(["a1", "a2", "b1", "b2"], 2, text => [text[0], text[1]]));
}
