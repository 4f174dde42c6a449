using System.Text;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Organizations;
using Smartlinks.Storage;
using Smartlinks.StreamingServices;
using Smartlinks.Support;

namespace Smartlinks.Tests.Fans.Mails;

/// <summary>From a message in the queue to the mail. Hunts mails to who did not confirm, mails that are lost, and words that break out of their place.</summary>
public sealed class SendingMailsTests
{
    private static readonly MailFact s_fact = new("partition", "row", Some.Instant);

    private readonly FanWorld _world = new();

    [Fact]
    public async Task A_confirmation_mail_leads_to_a_confirmed_address()
    {
        await NameLabelAsync("A label");
        await _world.AskAsync();
        await _world.DeliverAsync();
        var mail = Assert.Single(_world.Mailer.Sent);
        Assert.Equal(("fan@mail.example", "Please confirm: mails from A label"), (mail.To.ToString(), mail.Subject));
        Assert.Contains(FanWorld.Shown, mail.PlainText, StringComparison.Ordinal);
        var url = new Uri(mail.PlainText.Split('\n').First(line => line.Contains("/presave/mail/confirm?pass=", StringComparison.Ordinal)));
        Assert.Equal("https://links.example", url.GetLeftPart(UriPartial.Authority));
        Assert.Contains($"href=\"{url.AbsoluteUri}\"", mail.Html, StringComparison.Ordinal);
        Assert.Equal(Smartlinks.Fans.Addresses.ConfirmOutcome.Confirmed, await _world.Addresses.ConfirmAsync(FanWorld.Last(url.Query), default));
        Assert.True(await _world.Addresses.WithdrawAsync(FanWorld.Last(mail.StopUrl.Query), default));
    }

    [Fact]
    public async Task A_mailbox_that_is_not_confirmed_yet_is_not_given_the_fans_own_page()
    {
        await _world.AskAsync();
        await _world.DeliverAsync();
        var mail = Assert.Single(_world.Mailer.Sent);
        Assert.DoesNotContain("/presave/mine", mail.PlainText + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_kind_has_its_words_and_addresses()
    {
        await ConfirmedAsync();
        var mine = "https://links.example" + _world.FanPasses.PathOf(_world.Fan);
        await _world.SendAsync(About(MailKind.Released));
        await _world.SendAsync(About(MailKind.NotSaved));
        await _world.SendAsync(About(MailKind.ConsentAnew));
        Assert.Equal(["Out now: “A song” by A & B", "“A song” by A & B could not be saved for you", "“A song” by A & B: TIDAL needs your permission once more"], _world.Mailer.Sent.Select(mail => mail.Subject));
        Assert.Contains("https://links.example/some-slug\n", _world.Mailer.Sent[0].PlainText, StringComparison.Ordinal);
        Assert.Contains("https://links.example/some-slug/tidal\n", _world.Mailer.Sent[1].PlainText, StringComparison.Ordinal);
        Assert.Contains(mine, _world.Mailer.Sent[1].PlainText, StringComparison.Ordinal);
        Assert.Contains(mine, _world.Mailer.Sent[2].Html, StringComparison.Ordinal);
        Assert.All(_world.Mailer.Sent, mail => Assert.Contains(mail.StopUrl.AbsoluteUri, mail.PlainText, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_written_to_who_did_not_confirm_took_it_back_or_was_erased()
    {
        await _world.AskAsync();
        await _world.SendAsync(About(MailKind.Released));
        await _world.ConfirmAsync();
        var waiting = About(MailKind.Released);
        await _world.Addresses.WithdrawAsync(Some.Organization, _world.Fan, default);
        await _world.SendAsync(waiting);
        await _world.Addresses.EraseAsync(_world.Fan, default);
        await _world.SendAsync(waiting);
        Assert.DoesNotContain(_world.Mailer.Sent, mail => mail.Subject.StartsWith("Out now", StringComparison.Ordinal));
        Assert.Empty(_world.InMemoryQueue.Bodies);
    }

    [Fact]
    public async Task A_confirmation_that_was_replaced_by_a_newer_one_is_not_sent()
    {
        await _world.AskAsync("first@mail.example");
        await _world.AskAsync("second@mail.example");
        await _world.DeliverAsync();
        Assert.Equal("second@mail.example", Assert.Single(_world.Mailer.Sent).To.ToString());
    }

    [Theory]
    [InlineData(null, 30)]
    [InlineData(5, 30)]
    [InlineData(600, 600)]
    public async Task What_is_not_taken_now_comes_again_under_its_id(int? told, int waits)
    {
        await _world.AskAsync();
        _world.Mailer.AnswerNext(new MailOutcome.TryAgain("http429", told is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        await _world.DeliverAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(waits - 1));
        await _world.DeliverAsync();
        Assert.Equal(1, _world.Mailer.Tries);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await _world.DeliverAsync();
        Assert.Single(_world.Mailer.Sent);
        Assert.Empty(_world.InMemoryQueue.Bodies);
    }

    [Fact]
    public async Task A_mail_that_nobody_takes_is_tried_for_a_day_in_growing_waits()
    {
        await _world.AskAsync();
        _world.Mailer.AnswerNext([.. Enumerable.Repeat(new MailOutcome.TryAgain("http503", null), 1_000)]);
        for (var minute = 0; minute < 26 * 60; minute++)
        {
            await _world.DeliverAsync();
            _world.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(_world.InMemoryQueue.Bodies);
        Assert.InRange(_world.Mailer.Tries, 48, 60);
    }

    [Fact]
    public async Task What_is_not_so_yet_is_told_when_it_is()
    {
        await ConfirmedAsync();
        await _world.SendAsync(About(MailKind.NotSaved) with { Fact = s_fact });
        Assert.Empty(_world.Mailer.Sent);
        _world.Facts.State = MailFactState.Holds;
        _world.Time.Advance(TimeSpan.FromSeconds(30));
        await _world.DeliverAsync();
        Assert.Single(_world.Mailer.Sent);
    }

    [Theory]
    [InlineData(MailFactState.Void)]
    [InlineData(MailFactState.NotYet)]
    public async Task What_came_otherwise_or_never_is_not_told(MailFactState state)
    {
        await ConfirmedAsync();
        _world.Facts.State = state;
        await _world.SendAsync(About(MailKind.NotSaved) with { Fact = s_fact });
        Assert.Equal(state == MailFactState.NotYet ? 1 : 0, _world.InMemoryQueue.Bodies.Count);
        for (var minute = 0; minute < 150; minute++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(1));
            await _world.DeliverAsync();
        }

        _world.Facts.State = MailFactState.Holds;
        await _world.DeliverAsync();
        Assert.Equal((0, 0), (_world.Mailer.Sent.Count, _world.InMemoryQueue.Bodies.Count));
    }

    [Fact]
    public async Task A_refused_mail_is_not_tried_again()
    {
        await _world.AskAsync();
        _world.Mailer.AnswerNext(new MailOutcome.Refused("http400 InvalidMessage"));
        await _world.DeliverAsync();
        Assert.Empty(_world.InMemoryQueue.Bodies);
    }

    [Fact]
    public async Task A_message_that_comes_twice_sends_under_one_id()
    {
        await _world.AskAsync();
        var message = Encoding.UTF8.GetString(Assert.Single(_world.InMemoryQueue.Bodies));
        await _world.Sender.SendAsync(message, default);
        await _world.Sender.SendAsync(message, default);
        Assert.Single(_world.Mailer.Sent.Select(mail => mail.Id).Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"id":"x","kind":"confirmAddress","organization":"org_some-label","fan":"nobody","askedAt":"2026-11-20T12:00:00Z"}""")]
    [InlineData("""{"id":"x","kind":"nonsense","organization":"org_some-label","fan":"fan_01hzzzzzzzzzzzzzzzzzzzzzzz","askedAt":"2026-11-20T12:00:00Z"}""")]
    public async Task What_is_no_request_is_dropped(string message)
    {
        await _world.Sender.SendAsync(message, default);
        Assert.Equal(0, _world.Mailer.Tries);
    }

    [Fact]
    public async Task A_request_that_lacks_what_its_mail_needs_is_dropped()
    {
        await ConfirmedAsync();
        foreach (var kind in new[] { MailKind.Released, MailKind.NotSaved, MailKind.ConsentAnew }) await _world.SendAsync(_world.Request(kind));
        await ForgetOriginAsync();
        await _world.SendAsync(About(MailKind.Released) with { Origin = null });
        Assert.Empty(_world.Mailer.Sent);
        Assert.Empty(_world.InMemoryQueue.Bodies);
    }

    [Fact]
    public async Task Where_nothing_else_tells_it_fans_are_led_to_where_they_gave_the_address()
    {
        await ConfirmedAsync();
        await _world.SendAsync(About(MailKind.Released) with { Origin = null });
        Assert.Contains(FanWorld.Origin.AbsoluteUri, Assert.Single(_world.Mailer.Sent).PlainText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_configured_origin_goes_over_the_one_in_the_message()
    {
        var world = new FanWorld(configuredOrigin: new Uri("https://own.example"));
        await world.AskAsync();
        await world.DeliverAsync();
        Assert.Equal("own.example", Assert.Single(world.Mailer.Sent).StopUrl.Host);
    }

    [Fact]
    public async Task Words_from_outside_stay_words()
    {
        const string hostile = "<script>alert(1)</script>\"'&\r\nBcc: other@mail.example\u202Edesrever\uD800";
        await NameLabelAsync(hostile[..^1]);
        await ConfirmedAsync();
        await _world.SendAsync(About(MailKind.Released) with { Title = hostile, Artists = hostile });
        var mail = Assert.Single(_world.Mailer.Sent);
        Assert.DoesNotContain("<script", mail.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.Subject, character => char.IsControl(character) || character == '\u202E' || char.IsSurrogate(character));
        Assert.DoesNotContain("\nBcc", mail.PlainText, StringComparison.Ordinal);
        Assert.True(mail.Subject.Length <= 150);
    }

    [Fact]
    public void A_long_subject_is_cut_between_characters()
    {
        for (var before = 130; before < 160; before++)
        {
            var words = MailTexts.Released("A label", new string('x', before) + "🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵🎵", FanWorld.Origin);
            var subject = MailTexts.Subject(words);
            Assert.True(subject.Length <= 150);
            Assert.Equal(subject, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(subject)));
        }
    }

    [Fact]
    public async Task A_mails_text_shows_nobody()
    {
        await ConfirmedAsync();
        await _world.SendAsync(About(MailKind.NotSaved));
        Assert.DoesNotContain("@", $"{Assert.Single(_world.Mailer.Sent)}", StringComparison.Ordinal);
    }

    private MailRequest About(MailKind kind) => _world.Request(kind) with { Link = Some.Address(), Title = "A song", Artists = "A & B", Service = StreamingService.Tidal };

    /// <summary>Without the mail that asks.</summary>
    private async Task ConfirmedAsync()
    {
        await _world.ConfirmAsync();
        await _world.DeliverAsync();
        Assert.Empty(_world.Mailer.Sent);
    }

    /// <summary>As in a row from before it was kept.</summary>
    private async Task ForgetOriginAsync()
    {
        var address = (await _world.Addresses.FindAsync(Some.Organization, _world.Fan, default))!;
        await _world.Table.UpsertEntityAsync(FanAddressRow.ToEntity(address with { Origin = null }), TableUpdateMode.Replace);
    }

    private async Task NameLabelAsync(string name) => await _world.Organizations.UpsertEntityAsync(OrganizationRow.ToProfile(new Organization(Some.Organization, name, Some.Instant)));
}
