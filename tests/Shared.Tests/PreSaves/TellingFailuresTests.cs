using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Smartlinks.Fans;
using Smartlinks.Fans.Addresses;
using Smartlinks.Fans.Mails;
using Smartlinks.Links;
using Smartlinks.Organizations;
using Smartlinks.PreSaves;
using Smartlinks.PreSaves.Saving;
using Smartlinks.StreamingServices.Accounts;
using Smartlinks.Support;
using Smartlinks.Tests.Fans.Grants;

namespace Smartlinks.Tests.PreSaves;

/// <summary>Bugs these hunt: a fan who never hears that it failed, one who hears it twice, and one who hears it of what is in the library.</summary>
public sealed class TellingFailuresTests
{
    [Fact]
    public async Task Who_agreed_hears_of_a_failure_and_nobody_of_a_success()
    {
        var night = new Night();
        var (refused, saved) = await night.TwoFansAsync();

        await night.EndAsync();

        Assert.Equal((PreSaveState.NotAllowed, PreSaveState.Saved), (night.World.Engine.Of(refused).State, night.World.Engine.Of(saved).State));
        Assert.Equal($"{refused}@mail.example", Assert.Single(night.Mailer.Sent).To.ToString());
    }

    /// <summary>At the end of the pre-save: between any two steps that storage sees, and after each of them without its answer.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_kill_between_any_two_steps_costs_no_mail_and_makes_no_second_one(bool isAnswerLost)
    {
        for (var step = 0; ; step++)
        {
            var night = new Night();
            var (refused, _) = await night.TwoFansAsync();

            var isKilled = await night.KillAsync(step, isAnswerLost);
            await night.EndAsync();

            Assert.Equal(PreSaveState.NotAllowed, night.World.Engine.Of(refused).State);
            Assert.All(night.Mailer.Sent, mail => Assert.Equal($"{refused}@mail.example", mail.To.ToString()));
            // One whose message a kill left in the queue is sent again, as the same mail.
            Assert.True(night.Mailer.Sent.Select(mail => mail.Id).Distinct().Count() == 1, $"{night.Mailer.Sent.Count} mails after a kill at step {step}");
            Assert.Empty(night.World.MailQueue.Bodies);
            if (!isKilled) break;
            Assert.True(step < 150);
        }
    }

    /// <summary>The mail is asked for, the process dies, and the next try finds that the service lets the fan in again.</summary>
    [Fact]
    public async Task What_was_to_be_told_and_did_not_come_is_not_told()
    {
        var night = new Night();
        var (refused, _) = await night.TwoFansAsync();
        var isAsked = false;
        night.World.MailQueue.Faults.BeforeCallAsync = (_, _) =>
        {
            isAsked = true;
            return Task.CompletedTask;
        };
        night.World.Engine.PreSaveRows.Faults.BeforeCallAsync = (_, _) => isAsked ? throw new KilledException() : Task.CompletedTask;
        await Assert.ThrowsAsync<KilledException>(() => night.World.Engine.RunUntilAsync(Night.Ended));
        foreach (var faults in night.World.Faults) faults.BeforeCallAsync = null;
        Assert.NotEmpty(night.World.MailQueue.Bodies);

        night.World.Engine.Spotify.OnSave = _ => null;
        await night.EndAsync();

        Assert.Equal(PreSaveState.Saved, night.World.Engine.Of(refused).State);
        Assert.Empty(night.Mailer.Sent);
    }

    private sealed class KilledException : Exception;

    /// <summary>One night of two fans who agreed to mails, one of whom the service refuses for good; at first an hour after the moment.</summary>
    private sealed class Night
    {
        /// <summary>By then the refusal has ended, if nothing comes between.</summary>
        public static readonly DateTimeOffset Ended = PreSaveWorld.BerlinMidnight.AddMinutes(64);

        private readonly MailSender _sender;

        public Night()
        {
            var mails = new MailRequests(World.MailQueue);
            World.Engine.Tell(new PreSaveNotices(World.Addresses, mails, World.Engine.Time));
            var composer = new MailComposer(new InMemoryTableClient(OrganizationRow.Table), new FanPass(GrantWorld.Keys("v1")), World.Passes, new Uri("https://links.example"));
            _sender = new MailSender(Mailer, composer, World.Addresses, new PreSaveFacts(World.Engine.PreSaveRows), mails, World.Engine.Time, NullLogger<MailSender>.Instance);
        }

        public ReminderWorld World { get; } = new();

        public ScriptedMailer Mailer { get; } = new();

        public async Task<(FanId Refused, FanId Saved)> TwoFansAsync()
        {
            var link = await World.Engine.LinkAsync();
            var (refused, saved) = (await FanAsync(link), await FanAsync(link));
            World.Engine.Spotify.OnSave = token => token == refused.ToString() ? new LibraryAnswer.NotAllowed() : null;
            // One refusal is not believed: the one an hour later is the end.
            await RunAsync(PreSaveWorld.BerlinMidnight.AddMinutes(58));
            Assert.False(World.Engine.Of(refused).IsEnded);
            return (refused, saved);
        }

        /// <summary>Goes on to <see cref="Ended"/> until storage was called <paramref name="step"/> times; from then on nothing gets through.</summary>
        public async Task<bool> KillAsync(int step, bool isAnswerLost)
        {
            var calls = 0;
            foreach (var faults in World.Faults)
            {
                faults.BeforeCallAsync = (_, _) => Interlocked.Increment(ref calls) > step + (isAnswerLost ? 1 : 0) ? throw new KilledException() : Task.CompletedTask;
                if (isAnswerLost) faults.LosesAnswer = _ => Volatile.Read(ref calls) == step + 1;
            }

            try
            {
                await RunAsync(Ended);
                return false;
            }
            catch (Exception failure) when (failure is KilledException or Azure.RequestFailedException)
            {
                return true;
            }
            finally
            {
                foreach (var faults in World.Faults) (faults.BeforeCallAsync, faults.LosesAnswer) = (null, null);
            }
        }

        /// <summary>Until nothing waits any more, also of what a kill left.</summary>
        public Task EndAsync() => RunAsync(PreSaveWorld.BerlinMidnight.AddHours(3));

        private async Task RunAsync(DateTimeOffset until)
        {
            await World.Engine.RunUntilAsync(until < PreSaveWorld.BerlinMidnight ? until : PreSaveWorld.BerlinMidnight);
            while (World.Engine.Time.GetUtcNow() < until)
            {
                await World.Engine.RunUntilAsync(World.Engine.Time.GetUtcNow().AddMinutes(1));
                await DeliverAsync();
            }
        }

        private async Task DeliverAsync()
        {
            while (await World.MailQueue.ReceiveMessagesAsync(1, TimeSpan.FromMinutes(5)) is [var message])
            {
                await _sender.SendAsync(Encoding.UTF8.GetString(message.Body!), default);
                await World.MailQueue.DeleteMessageAsync(message.MessageId, message.PopReceipt);
            }
        }

        private async Task<FanId> FanAsync(Link link)
        {
            var fan = await World.Engine.TakenAsync(link);
            Assert.Equal(AskOutcome.Asked, await World.Addresses.AskAsync(link.Organization, fan, ReminderWorld.ConsentOf(link, fan, isForReminders: false), new Uri("https://links.example"), default));
            await World.ConfirmAsync(link, fan);
            return fan;
        }
    }
}
