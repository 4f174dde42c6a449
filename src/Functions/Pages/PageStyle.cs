using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Functions.Pages;

/// <summary>
/// The one style of the fan's pages, the same on each, so that its hash is the only style the policy has to allow.
/// Text on the backdrop keeps a contrast of 4.5:1 over any artwork, black or white: the veils are that dense.
/// </summary>
internal static class PageStyle
{
    public const string LightPaper = "#f4f2f7";
    public const string DarkPaper = "#0e0d12";

    /// <summary>A browser without one asks for /favicon.ico, which is a slug here.</summary>
    public const string Icon =
        "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 32 32%22%3E%3Crect width=%2232%22 height=%2232%22 rx=%229%22 fill=%22%23241b3a%22/%3E%3Cpath d=%22M12 9.5v13l11-6.5z%22 fill=%22%23fff%22/%3E%3C/svg%3E";

    private const string Source = $$$"""
        *{box-sizing:border-box;margin:0}
        :root{color-scheme:light dark;--paper:{{{LightPaper}}};--veil:rgb(246 244 250/.74);--ink:#14121a;--soft:#35313f;--panel:rgb(255 255 255/.62);--panel-on:#fff;--edge:rgb(20 18 26/.1);--dash:rgb(20 18 26/.32);--shadow:rgb(20 18 26/.28);--glow:1;--tint:#e2d7f7}
        @media(prefers-color-scheme:dark){:root{--paper:{{{DarkPaper}}};--veil:rgb(12 11 16/.42);--ink:#fff;--soft:#e8e5ee;--panel:rgb(255 255 255/.07);--panel-on:rgb(255 255 255/.13);--edge:rgb(255 255 255/.14);--dash:rgb(255 255 255/.34);--shadow:rgb(0 0 0/.6);--glow:.5;--tint:#2b2044}}
        html{background:var(--paper) radial-gradient(70rem 45rem at 50% -8rem,var(--tint),transparent) no-repeat;color:var(--ink);font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{position:relative;isolation:isolate;min-block-size:100vh;min-block-size:100svh;display:flex;flex-direction:column;padding:max(1.25rem,env(safe-area-inset-top)) max(1.25rem,env(safe-area-inset-right)) max(1rem,env(safe-area-inset-bottom)) max(1.25rem,env(safe-area-inset-left))}
        a{color:inherit;text-underline-offset:.2em}
        a:focus-visible{outline:3px solid var(--ink);outline-offset:3px;border-radius:.4rem}
        .backdrop{position:absolute;inset:0;z-index:-1;overflow:hidden}
        .backdrop>*{position:absolute;inset:-12vmax;inline-size:calc(100% + 24vmax);block-size:calc(100% + 24vmax);object-fit:cover;filter:blur(72px) saturate(1.5) brightness(var(--glow))}
        .backdrop::after{content:"";position:absolute;inset:0;background:var(--veil)}
        main{inline-size:100%;max-inline-size:27rem;margin:auto;padding-block:.5rem 2rem}
        .artwork{inline-size:min(100%,max(13rem,36vh),20rem);margin-inline:auto;aspect-ratio:1;border-radius:1.1rem;overflow:hidden;background:var(--panel);box-shadow:0 1.5rem 3.5rem -1rem var(--shadow),0 0 0 1px var(--edge)}
        .artwork>*{display:block;inline-size:100%;block-size:100%;object-fit:cover}
        .release{margin-block-start:1.5rem;text-align:center}
        h1{font-size:clamp(1.7rem,1.2rem + 2.6vw,2.75rem);line-height:1.12;letter-spacing:-.022em;font-weight:750;overflow-wrap:anywhere;text-wrap:balance}
        h1.long{font-size:clamp(1.35rem,1.05rem + 1.5vw,2rem);line-height:1.18}
        h1.longest{font-size:clamp(1.1rem,.95rem + .8vw,1.45rem);line-height:1.3}
        .artists{margin-block-start:.4rem;font-size:1.125rem;line-height:1.4;color:var(--soft);overflow-wrap:anywhere;text-wrap:balance}
        h2{font-size:.9375rem;font-weight:600;color:var(--soft)}
        .release>h2{margin-block-start:1.6rem}
        .release>.apart{margin-block-start:1.5rem}
        ul{list-style:none;padding:0;margin-block-start:.75rem;display:grid;gap:.6rem}
        .service{display:flex;align-items:center;gap:.85rem;min-block-size:3.75rem;padding:.5rem .6rem;padding-inline-end:1rem;border:1px solid var(--edge);border-radius:1.15rem;background:var(--panel);color:var(--ink);text-decoration:none;text-align:start;transition:background-color .15s,transform .15s}
        .service:hover{background:var(--panel-on)}
        .service:active{transform:scale(.985)}
        .service:focus-visible{border-radius:1.15rem}
        .service svg{flex:none;display:block}
        .name{flex:1;font-size:1.0625rem;font-weight:600}
        .act{font-size:.9375rem;font-weight:600;color:var(--soft)}
        li.usual .service{background:var(--ink);border-color:var(--ink);color:var(--paper);min-block-size:4.25rem}
        li.usual .act{color:inherit}
        .usual p,p.usual{margin-block:.5rem .6rem;font-size:.9375rem;color:var(--soft)}
        .usual a:not(.service),.told a{display:inline-block;padding:.7rem .5rem;margin:-.45rem -.5rem}
        .hint{margin-block-start:.35rem;color:var(--soft);text-wrap:balance}
        .told{margin-block-start:1.25rem;padding:.85rem 1rem;border:1px solid var(--edge);border-radius:1rem;background:var(--panel);text-align:start;text-wrap:pretty}
        .searches{gap:.4rem}
        .searches.all .search{background:var(--panel);color:var(--ink)}
        .searches.all .search:hover{background:var(--panel-on)}
        .search{display:flex;align-items:center;gap:.75rem;min-block-size:3rem;padding:.35rem 1rem;border:1px dashed var(--dash);border-radius:1rem;color:var(--soft);font-size:.9375rem;text-decoration:none;text-align:start;transition:background-color .15s}
        .search:hover{background:var(--panel);color:var(--ink)}
        .search:focus-visible{border-radius:1rem}
        .search svg{flex:none}
        .notice{margin-block-start:1.75rem;padding:1.5rem 1.25rem;border:1px solid var(--edge);border-radius:1.25rem;background:var(--panel)}
        .notice h2{font-size:1.25rem;line-height:1.25;font-weight:700;color:var(--ink);text-wrap:balance}
        .notice p{margin-block-start:.5rem;color:var(--soft);text-wrap:pretty}
        .soon h2{font-size:clamp(1.6rem,1.2rem + 1.8vw,2rem);letter-spacing:-.02em;line-height:1.2}
        time{white-space:nowrap}
        .again{display:inline-flex;align-items:center;min-block-size:3rem;padding:.5rem 1.5rem;margin-block-start:.5rem;border-radius:1rem;background:var(--ink);color:var(--paper);font-weight:600;text-decoration:none}
        .again:focus-visible{border-radius:1rem}
        footer{text-align:center;font-size:.8125rem;color:var(--soft)}
        footer a{display:inline-block;padding-block:.3rem}
        .address{display:none}
        .message{text-align:center;max-inline-size:26rem}
        .message svg{inline-size:7.5rem;block-size:7.5rem;opacity:.9}
        .hole{fill:var(--paper)}
        .message h1{margin-block-start:1.75rem}
        .message p{margin-block-start:.75rem;color:var(--soft);font-size:1.0625rem;text-wrap:pretty}
        .message .where{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9375rem;overflow-wrap:anywhere}
        form{margin-block-start:1rem}
        button{font:inherit;color:inherit;cursor:pointer}
        button:focus-visible,summary:focus-visible,input:focus-visible{outline:3px solid var(--ink);outline-offset:3px}
        button.again{border:0;inline-size:100%;justify-content:center;min-block-size:3.25rem;color:var(--paper)}
        .quiet{min-block-size:2.75rem;padding-inline:1rem;border:1px solid var(--dash);border-radius:1rem;background:none;font-size:.9375rem;font-weight:600}
        .quiet:hover{background:var(--panel-on)}
        .choice{display:flex;gap:.75rem;align-items:start;min-block-size:2.75rem;margin-block-end:.75rem;text-align:start}
        .choice input{flex:none;inline-size:1.35rem;block-size:1.35rem;margin-block-start:.1rem;accent-color:currentColor}
        .choice small{display:block;color:var(--soft);font-size:.875rem}
        .more{display:block;text-align:start;font-size:.9375rem}
        .choice:has(input:not(:checked))+.more{display:none}
        .field{display:block;inline-size:100%;min-block-size:3rem;padding-inline:1rem;margin-block:.35rem .9rem;border:1px solid var(--dash);border-radius:1rem;background:var(--panel-on);color:inherit;font:inherit}
        summary{min-block-size:2.75rem;align-content:center;cursor:pointer;font-weight:600}
        .mine>.apart{margin-block-start:2rem}
        .mine .search,.mine .told{margin-block-start:.6rem;max-inline-size:none}
        .mine .kept{margin-block-start:1.25rem}
        .kept .notice{display:flex;gap:1rem;margin:0;padding:1rem;text-align:start;max-inline-size:none}
        .kept h2{font-size:1.0625rem}
        .kept h2 a{display:inline-block;padding-block:.3rem}
        .kept .told{margin-block-start:.75rem;padding:.6rem .8rem}.kept .thumb{flex:none;inline-size:4.5rem;block-size:4.5rem;border-radius:.6rem;overflow:hidden}
        .thumb>*{display:block;inline-size:100%;block-size:100%;object-fit:cover}
        .stand{display:flex;gap:.6rem;align-items:center}
        .stand svg{flex:none;inline-size:1.75rem;block-size:1.75rem}
        .mine .service form{margin:0}
        @media(min-width:52rem){
        body{padding-inline:clamp(2rem,5vw,5rem)}
        main:not(.message,.mine){display:grid;grid-template-columns:minmax(0,5fr) minmax(0,6fr);gap:clamp(2rem,4.5vw,4.5rem);align-items:center;max-inline-size:70rem}
        .artwork{inline-size:min(100%,78vh,31rem);margin-inline:auto 0;border-radius:1.5rem}
        .release{margin:0;text-align:start}
        .mine{max-inline-size:40rem}
        .few ul{max-inline-size:27rem}
        .many ul{grid-template-columns:repeat(auto-fit,minmax(15.5rem,1fr))}
        .few .searches,.hint,.told,p.usual{max-inline-size:33rem}
        .searches{grid-template-columns:repeat(auto-fit,minmax(15rem,1fr))}
        .many .service{gap:.7rem}
        .many li.usual{grid-column:1/-1}
        .notice{padding:1.75rem;max-inline-size:32rem}
        }
        @media(min-width:52rem) and (max-height:40rem){main:not(.message,.mine){align-items:start}.artwork{position:sticky;inset-block-start:1.25rem}}
        @media(prefers-reduced-motion:reduce){.service,.search{transition:none}.service:active{transform:none}}
        @media(prefers-reduced-transparency:reduce),(prefers-contrast:more),(forced-colors:active){.backdrop{display:none}.service,.search,.notice,.told{border-color:currentColor}}
        @media print{.backdrop,footer p,.usual p,p.usual,.act,.again,.told,.apart,.searches{display:none}:root{--ink:#000;--soft:#333;--paper:#fff;--edge:#bbb;--panel:none;--shadow:transparent;--tint:#fff}footer .address{display:block;font-size:1rem}.artwork{inline-size:14rem}ul{gap:.2rem}li.usual .service,.service{min-block-size:0;background:none;color:#000;transition:none;break-inside:avoid}}
        """;

    public static string Css { get; } = string.Concat(Source.Split('\n').Select(line => line.Trim()));

    /// <summary>The style's hash as a policy names it.</summary>
    public static string CspHash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}";
}
