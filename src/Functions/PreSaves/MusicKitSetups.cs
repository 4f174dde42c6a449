using Smartlinks.Pages;
using Smartlinks.StreamingServices.AppleMusic;

namespace Smartlinks.Functions.PreSaves;

/// <summary>Makes what a page needs to have MusicKit ask; nothing where Apple Music has no key.</summary>
public sealed class MusicKitSetups(AppleMusicOptions options) : IDisposable
{
    private readonly AppleMusicBrowserToken? _tokens = options.Enabled ? new AppleMusicBrowserToken(options) : null;

    public MusicKitSetup? Make(Uri origin, DateTimeOffset now) => _tokens is null ? null : new MusicKitSetup(options.MusicKitUrl, _tokens.Make(origin, now));

    public void Dispose() => _tokens?.Dispose();
}
