using AdmissionGuard.Core.Model;
using AdmissionGuard.Kubernetes.Watching;
using AdmissionGuard.TestKit.Time;
using AdmissionGuard.Webhook.Receipts;

namespace AdmissionGuard.Webhook.Tests.Receipts;

public sealed class EnforcementReceiptsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly ObjectKey Db = new("shop", "db");
    private static readonly ObjectKey Teller = new("bank", "teller");

    private readonly FakeTime _time = new(Noon);
    private readonly EnforcementReceipts _receipts;

    public EnforcementReceiptsTests() => _receipts = new EnforcementReceipts(_time);

    [Fact]
    public void A_cluster_of_which_nothing_is_known_is_told_nothing_about() => Assert.Null(Seen());

    [Theory]
    [InlineData("NotEnforced", false)]
    [InlineData("Partial", true)]
    public void A_policy_that_was_not_enforced_is_remembered_with_the_moment(string verdict, bool isPartly)
    {
        Take(Db, verdict, Noon.AddMinutes(-3));
        Assert.Equal(new Unenforced(Db, Noon.AddMinutes(-3), isPartly, 0), Seen());
    }

    [Theory]
    [InlineData("Enforced")]
    [InlineData("Inconclusive")]
    [InlineData("Nonsense")]
    public void Other_verdicts_are_no_news(string verdict)
    {
        Take(Db, verdict, Noon);
        Assert.Null(Seen());
    }

    [Fact]
    public void A_later_check_of_the_same_policy_that_finds_it_enforced_ends_it()
    {
        Take(Db, "NotEnforced", Noon);
        Take(Teller, "Enforced", Noon);
        Assert.NotNull(Seen());
        Take(Db, "Enforced", Noon.AddMinutes(1));
        Assert.Null(Seen());
    }

    [Fact]
    public void A_check_that_is_under_way_or_could_not_tell_ends_nothing()
    {
        Take(Db, "NotEnforced", Noon);
        Take(Db, "Enforced", null, phase: "Running");
        Assert.Equal(Db, Seen()!.Policy);
        Take(Db, "Inconclusive", Noon.AddMinutes(1));
        Assert.Equal(Noon, Seen()!.At);
    }

    [Fact]
    public void After_a_day_it_is_forgotten()
    {
        Take(Db, "NotEnforced", Noon.AddHours(-1));
        Take(Teller, "NotEnforced", Noon);
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(new Unenforced(Teller, Noon, false, 0), Seen());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(Seen());
    }

    [Fact]
    public void A_moment_that_lies_in_the_future_is_now()
    {
        Take(Db, "NotEnforced", Noon.AddYears(1));
        _time.Advance(EnforcementReceipts.Remembered);
        Assert.Null(Seen());
    }

    [Fact]
    public void The_latest_is_named_and_the_others_are_counted()
    {
        Take(Db, "NotEnforced", Noon.AddMinutes(-2));
        Take(Teller, "NotEnforced", Noon.AddMinutes(-1));
        Take(new ObjectKey("shop", "web"), "Partial", Noon.AddMinutes(-3));
        Assert.Equal(new Unenforced(Teller, Noon.AddMinutes(-1), false, 2), Seen());
    }

    [Fact]
    public void Where_other_namespaces_are_not_named_the_own_one_is()
    {
        Take(Db, "NotEnforced", Noon.AddMinutes(-2));
        Take(Teller, "NotEnforced", Noon.AddMinutes(-1));
        Assert.Equal(new Unenforced(Db, Noon.AddMinutes(-2), false, 1), _receipts.Find("shop", namesOthers: false));
        Assert.Equal(new Unenforced(null, Noon.AddMinutes(-1), false, 1), _receipts.Find("default", namesOthers: false));
    }

    [Fact]
    public void That_a_receipt_goes_with_its_policy_changes_nothing_and_that_none_may_be_read_ends_it()
    {
        Take(Db, "NotEnforced", Noon);
        _receipts.Delete(Db, "uid");
        Assert.NotNull(Seen());
        _receipts.Replace([]);
        Assert.Null(Seen());
    }

    private Unenforced? Seen() => _receipts.Find("shop", namesOthers: true);

    private void Take(ObjectKey policy, string verdict, DateTimeOffset? at, string phase = "Done") => _receipts.Upsert(
        new WatchedObject<EnforcementReceipt>(policy, "uid", "1", new EnforcementReceipt { Status = new ReceiptStatus(phase, verdict, at) }));
}
