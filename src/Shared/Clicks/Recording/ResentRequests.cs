namespace Smartlinks.Clicks;

/// <summary>
/// Requests that a process of this folder recorded shortly before it died. The host may send a request again whose answer it did not get: the click is in the
/// dead process's journal already and must not be recorded a second time. Read once at start, before any journal is adopted; forgotten after
/// <see cref="RememberFor"/>. Not thread-safe.
/// </summary>
internal sealed class ResentRequests
{
    /// <summary>The host gives up on a request within seconds.</summary>
    public static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(60);

    /// <summary>More requests than can have been in flight at once.</summary>
    private const int MostPerFile = 8_192;

    private readonly TimeProvider _time;
    private readonly long _since;
    private HashSet<ulong>? _ids;

    private ResentRequests(HashSet<ulong> ids, TimeProvider time)
    {
        (_time, _since) = (time, time.GetTimestamp());
        _ids = ids.Count > 0 ? ids : null;
    }

    public static ResentRequests Find(string folder, TimeProvider time)
    {
        var ids = new HashSet<ulong>();
        var directory = new DirectoryInfo(folder);
        var fresh = time.GetUtcNow() - RememberFor;
        if (directory.Exists)
        {
            foreach (var file in directory.EnumerateFiles("*" + JournalSegment.Extension).Where(file => file.LastWriteTimeUtc >= fresh.UtcDateTime))
                ids.UnionWith(JournalSegment.ReadRequestIds(file.FullName, MostPerFile));
        }
        return new ResentRequests(ids, time);
    }

    /// <summary>True, once for each, when this request was recorded by a process that died.</summary>
    public bool IsRecorded(ulong requestId)
    {
        if (_ids is null || requestId == 0)
            return false;
        if (_time.GetElapsedTime(_since) <= RememberFor)
            return _ids.Remove(requestId);
        _ids = null;
        return false;
    }
}
