namespace Smartlinks.LocalHost.Azurite;

/// <summary>How one Azurite runs. Ports of 0 are free ones, picked at the first start and kept over restarts.</summary>
public sealed class AzuriteOptions
{
    public int BlobPort { get; set; }

    public int QueuePort { get; set; }

    public int TablePort { get; set; }

    /// <summary>Folder of its data and of its log; made when missing.</summary>
    public required string Location { get; set; }

    /// <summary>True: nothing is kept over a stop or restart.</summary>
    public bool IsInMemory { get; set; }

    /// <summary>How long it may take to answer on all ports.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it may take to save and exit before it is killed.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Arguments besides, such as <c>--oauth basic --cert … --key …</c>.</summary>
    public IReadOnlyList<string> MoreArguments { get; set; } = [];

    /// <summary>True when the arguments give it a certificate.</summary>
    public bool IsHttps { get; set; }
}
