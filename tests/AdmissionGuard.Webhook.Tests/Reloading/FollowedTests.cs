using AdmissionGuard.Webhook.Reloading;

namespace AdmissionGuard.Webhook.Tests.Reloading;

public sealed class FollowedTests
{
    private readonly List<string> _said = [];
    private string? _content = "one";

    [Fact]
    public void A_changed_content_is_taken_once()
    {
        var followed = Follow();
        followed.Look();
        _content = "two";
        followed.Look();
        followed.Look();
        Assert.Equal("TWO", followed.Current);
        Assert.Equal(["taken TWO"], _said);
        Assert.Equal(1, followed.Reloads);
    }

    [Fact]
    public void A_bad_content_keeps_the_last_good_value_and_is_complained_of_once()
    {
        var followed = Follow();
        _content = "bad";
        followed.Look();
        followed.Look();
        Assert.Equal("ONE", followed.Current);
        Assert.Equal("bad is no good", followed.Problem);
        Assert.Equal(["kept: bad is no good"], _said);
        Assert.Equal((0, 1), (followed.Reloads, followed.Failures));
    }

    [Fact]
    public void Another_bad_content_is_complained_of_again()
    {
        var followed = Follow();
        _content = "bad";
        followed.Look();
        _content = "bad ";
        followed.Look();
        Assert.Equal(2, followed.Failures);
    }

    [Fact]
    public void Files_that_are_gone_keep_the_last_good_value_and_come_back_without_a_word()
    {
        var followed = Follow();
        _content = null;
        followed.Look();
        Assert.Equal(("ONE", "no such file"), (followed.Current, followed.Problem));

        _content = "one";
        followed.Look();
        Assert.Null(followed.Problem);
        Assert.Equal(["kept: no such file"], _said);
    }

    [Fact]
    public void A_bad_content_stays_bad_after_files_were_gone()
    {
        var followed = Follow();
        _content = "bad";
        followed.Look();
        _content = null;
        followed.Look();
        _content = "bad";
        followed.Look();
        Assert.Equal("bad is no good", followed.Problem);
    }

    [Fact]
    public void A_good_content_ends_the_problem()
    {
        var followed = Follow();
        _content = "bad";
        followed.Look();
        _content = "one";
        followed.Look();
        Assert.Null(followed.Problem);
        Assert.Equal("ONE", followed.Current);
    }

    [Fact]
    public void Without_a_first_good_value_there_is_nothing_to_follow()
    {
        _content = "bad";
        Assert.Equal("bad is no good", Assert.Throws<SettingException>(Follow).Message);
        _content = null;
        Assert.Equal("no such file", Assert.Throws<SettingException>(Follow).Message);
    }

    private Followed<string, string> Follow() => new(
        () => _content ?? throw new SettingException("no such file"),
        content => content.StartsWith("bad", StringComparison.Ordinal)
            ? throw new SettingException($"{content.Trim()} is no good")
            : content.ToUpperInvariant())
    {
        Reloaded = value => _said.Add($"taken {value}"),
        Kept = problem => _said.Add($"kept: {problem}"),
    };
}
