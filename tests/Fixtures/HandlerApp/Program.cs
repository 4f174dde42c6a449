using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Smartlinks.Fixtures.HandlerApp;

var settings = new HandlerSettings();
if (settings.ExitAtStart is { } code)
    return code;

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = null;
    kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
    kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
    kestrel.Listen(IPAddress.Loopback, settings.Port);
});
var app = builder.Build();
var pages = new Pages(settings);
var events = new Events(settings);
app.Run(context => context.Request.Method == "POST" && context.Request.Path.Value!.LastIndexOf('/') == 0
    ? events.HandleAsync(context)
    : pages.HandleAsync(context));
app.Run();
return 0;
