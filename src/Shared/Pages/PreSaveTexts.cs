using System.Globalization;
using Smartlinks.StreamingServices;

namespace Smartlinks.Pages;

/// <summary>Every text of pre-saving in one language. What a service is asked for is said in one sentence, and truly: it is what its consent screen will say.</summary>
public sealed record PreSaveTexts
{
    public required string Heading { get; init; }
    public required string Act { get; init; }
    public required string ActThere { get; init; }
    public required string HeadingOn { get; init; }
    public required string WhatHappens { get; init; }
    public required IReadOnlyDictionary<string, string> Permission { get; init; }
    public required string TestersOnly { get; init; }
    public required string Follow { get; init; }
    public required string FollowHint { get; init; }
    public required string MailChoice { get; init; }
    public required string MailChoiceHint { get; init; }
    public required string MailField { get; init; }
    public required string Remind { get; init; }
    public required string RemindHeading { get; init; }
    public required string RemindHint { get; init; }
    public required string RemindChoice { get; init; }
    public required string RemindAct { get; init; }
    public required string RemindUndo { get; init; }
    public required string NoMailWanted { get; init; }
    public required string NoConsent { get; init; }
    public required string NoConsentHint { get; init; }
    public required string NoReminderMailHint { get; init; }
    public required string TooManyMails { get; init; }
    public required string TooManyMailsHint { get; init; }
    public required string RemindedNow { get; init; }
    public required string RemindedUnconfirmed { get; init; }
    public required string Reminder { get; init; }
    public required string InAppNoSignIn { get; init; }
    public required string NoSuchMail { get; init; }
    public required string NoSuchMailHint { get; init; }
    public required string ConfirmMail { get; init; }
    public required string ConfirmMailHint { get; init; }
    public required string ConfirmMailAct { get; init; }
    public required string MailConfirmed { get; init; }
    public required string MailConfirmedHint { get; init; }
    public required string MailTooLate { get; init; }
    public required string MailTooLateHint { get; init; }
    public required string StopMail { get; init; }
    public required string StopMailHint { get; init; }
    public required string StopMailAct { get; init; }
    public required string MailStopped { get; init; }
    public required string MailStoppedHint { get; init; }
    public required string Continue { get; init; }
    public required string Back { get; init; }
    public required string NeedsScript { get; init; }
    public required string ConsentFailed { get; init; }
    public required string UndoHint { get; init; }
    public required string AtMidnight { get; init; }
    public required string AtInstant { get; init; }
    public required string OwnPage { get; init; }
    public required string OtherWays { get; init; }
    public required string Calendar { get; init; }
    public required string InApp { get; init; }
    public required string InAppMenu { get; init; }
    public required string InAppOpen { get; init; }
    public required string Mine { get; init; }
    public required string MineHint { get; init; }
    public required string MineEmpty { get; init; }
    public required string MineEmptyHint { get; init; }
    public required string QueuedNow { get; init; }
    public required string AlreadyQueued { get; init; }
    public required string Connected { get; init; }
    public required string Cancel { get; init; }
    public required string Disconnect { get; init; }
    public required string DisconnectHint { get; init; }
    public required string YourData { get; init; }
    public required string Export { get; init; }
    public required string Erase { get; init; }
    public required string EraseHint { get; init; }
    public required string SaveYourself { get; init; }
    public required string ConsentAgain { get; init; }
    public required string ConsentAgainHint { get; init; }
    public required string Refused { get; init; }
    public required string RefusedHint { get; init; }
    public required string NotAllowed { get; init; }
    public required string NotAllowedHint { get; init; }
    public required string NoSubscription { get; init; }
    public required string NoSubscriptionHint { get; init; }
    public required string TryLater { get; init; }
    public required string TryLaterHint { get; init; }
    public required string Foreign { get; init; }
    public required string ForeignHint { get; init; }
    public required string Expired { get; init; }
    public required string ExpiredHint { get; init; }

    /// <summary>Where a pre-save stands, by <c>State</c> or <c>State.reason</c>. <c>{0}</c> is a moment, <c>{1}</c> the service's name.</summary>
    public required IReadOnlyDictionary<string, string> Stands { get; init; }

    /// <summary>Where a reminder stands. <c>{0}</c> is a moment.</summary>
    public required IReadOnlyDictionary<string, string> ReminderStands { get; init; }

    /// <summary>The sentence of a state and its reason; without one of the reason's own, the state's.</summary>
    public string StandOf(string state, string? reason, string moment, string service) =>
        string.Format(CultureInfo.InvariantCulture, Stands.TryGetValue($"{state}.{reason}", out var own) ? own : Stands[state], moment, service);

    /// <summary>A day in full and the hour, as a promise names them.</summary>
    public required Func<DateTime, string> Moment { get; init; }

    public static PreSaveTexts English { get; } = new()
    {
        Heading = "Pre-save it now",
        Act = "Pre-save",
        ActThere = "Pre-save there",
        HeadingOn = "Pre-save on {0}",
        WhatHappens = "When it is out, we add it to your {0} library for you.",
        Permission = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StreamingService.Spotify.Id] = "Spotify will ask you for one permission: to change what is saved in your library.",
            [StreamingService.AppleMusic.Id] = "Apple Music will ask you for one permission: access to your library, which needs a subscription.",
            [StreamingService.Tidal.Id] = "TIDAL will ask you for one permission: to change your collection.",
            [StreamingService.Deezer.Id] = "Deezer will ask you to let us manage your library, also while you are away.",
            [StreamingService.YouTubeMusic.Id] = "Google will ask you to let us manage your YouTube account. We use it to like this one song, which adds it to your music.",
        },
        TestersOnly = "{0} lets this site save for a few listed accounts only. If yours is not one of them, you will know at once.",
        Follow = "Also follow the artist",
        FollowHint = "One more permission, and only if you tick this.",
        MailChoice = "Also e-mail me if this cannot be saved",
        MailChoiceHint = "Only if you tick this. We ask you to confirm, and every mail has a link that stops them.",
        MailField = "Your e-mail address",
        Remind = "Get an e-mail when it is out",
        RemindHeading = "One e-mail when it is out",
        RemindHint = "No sign-in, no account.",
        RemindChoice = "E-mail me once when {0} is out",
        RemindAct = "Remind me",
        RemindUndo = "You can cancel at any time, without an account here.",
        NoMailWanted = "No e-mail wanted?",
        NoConsent = "The box is not ticked",
        NoConsentHint = "Nothing is kept. We write to you only if you tick it.",
        NoReminderMailHint = "Nothing is kept. Go back and correct the address.",
        TooManyMails = "That address got enough mails from us today",
        TooManyMailsHint = "Nothing is kept. Try again tomorrow.",
        RemindedNow = "You get one e-mail when it is out. You need not do anything more.",
        RemindedUnconfirmed = "Look into your mailbox: we sent you an e-mail. Press the button in it, and you are reminded.",
        Reminder = "Our e-mail",
        InAppNoSignIn = "Without signing in:",
        NoSuchMail = "That is not an e-mail address",
        NoSuchMailHint = "Nothing was begun. Go back, correct the address or untick the box, and continue.",
        ConfirmMail = "Shall we write to you?",
        ConfirmMailHint = "Press the button to confirm that this is your address. Otherwise do nothing: without it you hear no more.",
        ConfirmMailAct = "Yes, write to me",
        MailConfirmed = "Thank you, that is confirmed",
        MailConfirmedHint = "Every mail has a link that stops them.",
        MailTooLate = "This link is not good any more",
        MailTooLateHint = "It is older than a week, was replaced by a newer one, or was taken back. Give your address once more where you pre-save.",
        StopMail = "No more e-mails?",
        StopMailHint = "Press the button and this sender does not write to you any more.",
        StopMailAct = "Stop the e-mails",
        MailStopped = "You will not be written to any more",
        MailStoppedHint = "Pre-saves go on without e-mails.",
        Continue = "Continue to {0}",
        Back = "Back to the release",
        NeedsScript = "{0} can only be asked with JavaScript switched on.",
        ConsentFailed = "{0} did not say yes. You can try again.",
        UndoHint = "You can cancel or disconnect at any time, without an account here.",
        AtMidnight = "On {0} in your time zone.",
        AtInstant = "On {0} in your time zone, the same moment everywhere.",
        OwnPage = "Pre-save on {0}’s own page",
        OtherWays = "No sign-in wanted?",
        Calendar = "Put the date in your calendar",
        InApp = "You are in {0}’s own browser",
        InAppMenu = "Signing in often fails here. Open its menu, choose “Open in browser”, and pre-save there.",
        InAppOpen = "Open in your browser",
        Mine = "Your pre-saves",
        MineHint = "This page is yours alone: whoever has its address sees it.",
        MineEmpty = "Nothing is waiting",
        MineEmptyHint = "What you pre-save in this browser shows up here.",
        QueuedNow = "It is queued. You need not do anything more.",
        AlreadyQueued = "It was queued already. You need not do anything more.",
        Connected = "Connected services",
        Cancel = "Cancel",
        Disconnect = "Disconnect",
        DisconnectHint = "What waits for this service is canceled, and our permission is given back.",
        YourData = "Your data",
        Export = "Download everything we know",
        Erase = "Erase everything",
        EraseHint = "All pre-saves are canceled, all permissions given back, and nothing about you is kept.",
        SaveYourself = "Save it yourself on {0}",
        ConsentAgain = "Allow it again at {0}",
        ConsentAgainHint = "Our permission at {0} does not last until then. Without a new one it will not be added.",
        Refused = "{0} did not say yes",
        RefusedHint = "Nothing was saved and nothing is kept. You can try again.",
        NotAllowed = "{0} does not let us save for your account",
        NotAllowedHint = "This site is not open to all listeners there yet. Nothing is kept. The release’s page has its date for your calendar.",
        NoSubscription = "Your {0} account cannot save music",
        NoSubscriptionHint = "Its library needs a subscription. Nothing is kept. The release’s page has its date for your calendar.",
        TryLater = "{0} does not answer",
        TryLaterHint = "Nothing was saved and nothing is kept. Try again in a few minutes.",
        Foreign = "This did not come from here",
        ForeignHint = "It was sent by another site’s page, or by a browser that does not say whose page it was. Nothing was changed.",
        Expired = "That took too long, or began in another browser",
        ExpiredHint = "Nothing was saved. Open the release again and start over.",
        Stands = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Waiting"] = "will have it in your library on {0}.",
            ["Waiting.needsConsent"] = "needs your permission once more to have it on {0}.",
            ["Queued"] = "is being tried until {0}.",
            ["Queued.noItemYet"] = "does not have it yet. We keep trying until {0}.",
            ["Queued.notLiveYet"] = "does not play it yet. We keep trying until {0}.",
            ["Queued.rateLimited"] = "asked us to wait a moment. We keep trying until {0}.",
            ["Queued.quotaExhausted"] = "lets us save for no more people today. We keep trying until {0}.",
            ["Queued.serviceDown"] = "does not answer. We keep trying until {0}.",
            ["Queued.grantRefused"] = "refused our permission. We try once more; you can also pre-save it again.",
            ["Saving"] = "is being asked right now.",
            ["Saving.toBeVerified"] = "has taken it. We look whether it shows up.",
            ["Saved"] = "has it in your library.",
            ["AlreadySaved"] = "had it in your library before.",
            ["Submitted"] = "has taken it, and does not show it yet. That can take a while.",
            ["GrantExpired"] = "ended our permission before the release, as it does after some months.",
            ["GrantRevoked"] = "says that you took our permission back.",
            ["NotAllowed"] = "does not let us save for your account.",
            ["NotAvailable"] = "does not have it in your country.",
            ["NotAvailable.noSubscription"] = "needs a subscription for its library.",
            ["SourceMissing"] = "did not get the release within three days.",
            ["Canceled"] = "will not be asked: the release was taken back.",
            ["Canceled.byFan"] = "will not be asked: you canceled it.",
        },
        ReminderStands = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Confirmed"] = "will tell you on {0}.",
            ["Pending"] = "waits until you confirm your address: press the button in the mail we sent you.",
            ["Sent"] = "told you that it is out.",
            ["NotConfirmed"] = "did not tell you: your address was not confirmed.",
            ["Withdrawn"] = "will not tell you: you stopped these e-mails.",
            ["LinkGone"] = "will not tell you: the release was taken back.",
        },
        // The invariant culture spells days and months in English and needs no culture data on the machine.
        Moment = at => at.ToString("dddd, d MMMM yyyy 'at' HH:mm", CultureInfo.InvariantCulture),
    };
}
