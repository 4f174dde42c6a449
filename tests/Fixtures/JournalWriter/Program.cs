using System.Globalization;
using Smartlinks.Clicks;

// Appends clicks to a journal until killed, and writes the number of each acknowledged one to standard output: JournalWriter FOLDER
var options = new ClickOptions { JournalFolder = args[0], SegmentBytes = 16_384 };
using var journal = new ClickJournal(options, TimeProvider.System);
using var output = Console.OpenStandardOutput();
for (long number = 1; ; number++)
{
    if (!journal.TryAppend(new Click("lnk_killed", DateTimeOffset.UnixEpoch.AddMilliseconds(number), ClickKind.Click, "spotify")))
        return 1;
    output.Write(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
}
