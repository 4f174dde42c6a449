using System.Net;
using System.Text;
using Smartlinks.LocalHost.Sandbox.Catalogues;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.StreamingServices;

namespace Smartlinks.LocalHost.Sandbox;

/// <summary>What the sandbox offers, for a person with a browser.</summary>
public static class FrontPage
{
    private static readonly (string Path, string What)[] s_offers =
    [
        ("POST /spotify/accounts/api/token", "client credentials, with Basic authorization, and fans’ codes and refresh tokens"),
        ("GET /spotify/accounts/authorize?…", "the page on which a fan consents, and TIDAL’s at /tidal/login/authorize"),
        ("PUT, DELETE /spotify/v1/me/library?uris=…", "and GET /me, /me/library/contains?uris=, PUT /me/following?type=artist&ids="),
        ("GET /spotify/v1/search?q=isrc:…&type=track&market=US", "isrc:, upc: (14 digits), artist: track: album: and words"),
        ("GET /spotify/v1/tracks/{id}", "and /albums/{id}, /albums/{id}/tracks"),
        ("GET /deezer/track/isrc:{ISRC}", "and /album/upc:{UPC}, /track/{id}, /album/{id}, /album/{id}/tracks"),
        ("GET /deezer/search/track?q=", "words, or artist:\"…\" track:\"…\""),
        ("GET /deezer/connect/oauth/auth.php?…", "the page on which a fan consents, /deezer/connect/oauth/access_token.php; GET, POST, DELETE /deezer/user/me/tracks, /albums, /artists"),
        ("GET /share?isrc={ISRC}, POST /share", "short links such as https://spotify.link/… to a recording, or to an address of one's own"),
        ("GET /share/{host}/{code}", "what a short link's host answers, such as /share/spotify.link/…"),
        ("GET /youtube-music/youtube/v3/search?part=snippet&type=video&q=…", "and /videos?id=, /playlists?id=, /playlistItems?playlistId=; X-Goog-Api-Key: sandbox-key"),
        ("GET /youtube-music/accounts/o/oauth2/v2/auth?…", "the page on which a fan consents, POST /youtube-music/oauth2/token, /revoke; /videos/rate, /videos/getRating, /subscriptions, /channels?mine=true"),
        ("POST /soundcloud/secure/oauth/token", "client credentials and refresh tokens, in the form"),
        ("GET /soundcloud/api/tracks?q=…&linked_partitioning=true", "and /playlists?q=, /tracks/{urn}, /playlists/{urn}, /resolve?url="),
        ("POST /tidal/auth/v1/oauth2/token", "client credentials, with Basic authorization, and fans’ codes and refresh tokens"),
        ("POST, DELETE, GET /tidal/v2/userCollectionTracks/me/relationships/items", "and userCollectionAlbums, userCollectionArtists; GET /users/me"),
        ("GET /tidal/v2/tracks?filter[isrc]=…&include=albums,artists", "and /albums?filter[barcodeId]= (14 digits), /tracks/{id}, /albums/{id}"),
        ("GET /apple-music/v1/catalog/us/songs?filter[isrc]=…", "and /albums?filter[upc]=, /songs/{id}, /albums/{id}; with a developer token"),
        ("GET /apple-music/musickit.js", "in the place of MusicKit, and the window in which a fan consents; GET /apple-music/v1/me/storefront, POST /me/library?ids[songs]=, relate=library"),
        ("POST /amazon-music/auth/o2/token", "a refresh token's access token"),
        ("POST /amazon-music/v1/search/tracks", "{ \"searchFilters\": [ { \"field\": \"isrc\", \"query\": \"…\" } ] }; GET /tracks/{asin}, /albums/{asin}"),
        ("GET /pandora/www.pandora.com/artist/…/TR…", "a listening page; AL… for an album"),
        ("GET /bandcamp/{artist}.bandcamp.com/track/{slug}", "a listening page with JSON-LD, and /album/{slug}"),
        ("GET /musicbrainz/ws/2/isrc/{ISRC}?inc=url-rels&fmt=json", "and /recording/{mbid}, /release/{mbid}, /release?query=barcode:…"),
        ("GET /itunes/lookup?upc=…&entity=song&country=US", "an album and its songs"),
        ("GET /sign-in/.well-known/openid-configuration", "an OpenID Connect provider: /sign-in/authorize, where one chooses a persona, /sign-in/token, /sign-in/jwks; faults at /faults/sign-in"),
        ("POST /mail/emails:send?api-version=2023-03-31", "Azure Communication Services Email, signed with the access key"),
        ("GET /mailbox", "the mails that were sent; GET /mailbox/{address}: as JSON; DELETE /mailbox"),
        ("POST /stripe/v1/checkout/sessions", "and what else of Stripe's API Smartlinks asks for, with the key sk_test_sandbox; pages at /stripe/pay, /stripe/portal, /stripe/connect"),
        ("POST /stripe-controls/refund", "{ \"purchase\": \"pur_…\", \"amount\": 500 }; and /dispute, /close-dispute, /settle, /expire, /renew; GET /events; PUT /webhooks: { \"times\": 3, \"outOfOrder\": true, \"lateMs\": 500 }"),
        ("GET /artwork/{key}.png", "covers, drawn from the key"),
        ("GET, PUT, DELETE /clock", "{ \"now\": \"2026-12-04T00:00:00Z\" } or { \"offsetSeconds\": 3600 }"),
        ("GET, DELETE /faults, PUT, DELETE /faults/{service}", "slowMs, down, serverError, rateLimit, quota, quotaPer5Seconds, empty, wrongCode, malformed, wrongShape, truncated, hang, html, redirect; each with times; revoked, expiredGrants, notAllowListed, ignoreItem, notLiveYet, rotateTokens, noSubscription; also with fan"),
        ("GET, DELETE /meters, PUT /meters/{source}", "each service's limit and how near its clients came; { \"enforced\": false }"),
        ("GET, DELETE /items, PUT, DELETE /items/{service}/{id}", "{ \"gone\": true }, or what is there now: { \"isrc\": \"…\", \"title\": \"…\" }, { \"upc\": \"…\" }"),
        ("GET, DELETE /library, GET /library/{service}/{fan}", "what fans have at the services"),
        ("GET, DELETE /requests?service=", "the last requests the services got"),
        ("GET /secrets", "the codes, tokens and keys that were in play here, for a test that looks for them elsewhere"),
    ];

    public static Task WriteAsync(HttpContext context, Catalogue catalogue, FaultBoard faults, StoryClock clock)
    {
        var html = new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Sandbox</title>"
            + "<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}td,th{text-align:start;padding:.2rem 1rem .2rem 0;vertical-align:top}</style>");
        html.Append("<h1>Smartlinks sandbox</h1><p>Streaming services as one machine needs them. Story time: ").Append(Text(clock.GetUtcNow().ToString("u"))).Append("</p>");
        html.Append("<h2>What there is</h2><table>");
        foreach (var (path, what) in s_offers)
        {
            html.Append("<tr><td><code>").Append(Text(path)).Append("</code><td>").Append(Text(what));
        }

        var now = clock.GetUtcNow();
        html.Append("</table><h2>Services</h2><table><tr><th>Service<th>Tracks out<th>Tracks to come<th>Faults");
        foreach (var service in StreamingService.All)
        {
            var isOut = catalogue.Tracks.Count(track => track.IsVisible(service, now));
            var isToCome = catalogue.Tracks.Count(track => track.Ids.ContainsKey(service) && !track.Released.IsOut(now));
            html.Append("<tr><td>").Append(Text(service.Name)).Append("<td>").Append(isOut).Append("<td>").Append(isToCome)
                .Append("<td>").Append(Text(string.Join(", ", faults.Get(service).Select(fault => fault.Name))));
        }

        html.Append("</table>");
        if (catalogue.IgnoredColumns.Count > 0)
        {
            html.Append("<p>Columns nothing reads: ").Append(Text(string.Join("; ", catalogue.IgnoredColumns))).Append("</p>");
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
