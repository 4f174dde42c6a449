namespace Smartlinks.LocalHost.Host;

/// <summary>Switches for tests: what a real hub does on a bad day. Each may be turned while the hub runs.</summary>
public sealed class EventHubFaults
{
    /// <summary>Sends are answered 503 and nothing is stored.</summary>
    public bool IsDown { get; set; }

    /// <summary>Sends are answered 429 (server busy, code 50002) and nothing is stored.</summary>
    public bool Throttles { get; set; }

    /// <summary>So many sends more are stored and their connection is cut before the answer: the sender will repeat them.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>Every batch is given to its function twice before the checkpoint.</summary>
    public bool DeliversTwice { get; set; }
}
