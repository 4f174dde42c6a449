using System.Security.Cryptography;
using System.Text;

namespace Smartlinks.Functions.PreSaves;

/// <summary>
/// The one script of the pre-save form. It puts the browser's own zone in the place of the one guessed from the country; without it the guess is sent. At Apple Music it has
/// MusicKit ask for consent, which has to begin with the fan's own tap, so MusicKit is set up before.
/// </summary>
internal static class PreSaveScript
{
    private const string Source =
        "for(const i of document.querySelectorAll('input[name=zone]')){const z=Intl.DateTimeFormat().resolvedOptions().timeZone;if(z)i.value=z}" +
        "const f=document.querySelector('form[data-musickit]');" +
        "if(f){const u=()=>MusicKit.configure({developerToken:f.dataset.musickit,app:{name:'Smartlinks',build:'1'}});" +
        "window.MusicKit?u():document.addEventListener('musickitloaded',u);" +
        "f.addEventListener('submit',e=>{e.preventDefault();const s=f.querySelector('[role=alert]');s.hidden=true;" +
        "Promise.resolve().then(()=>MusicKit.getInstance().authorize()).then(t=>{if(!t)throw 0;f.elements.token.value=t;f.submit()}).catch(()=>{s.hidden=false})})}";

    public const string Element = $"<script>{Source}</script>";

    /// <summary>The script's hash as a policy names it.</summary>
    public static string CspHash { get; } = $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Source)))}";
}
