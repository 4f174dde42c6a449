using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Smartlinks.LocalHost.Sandbox;
using Smartlinks.LocalHost.Sandbox.Controls;
using Smartlinks.LocalHost.Sandbox.SignIn;
using Smartlinks.Organizations;
using Smartlinks.Organizations.Members;

namespace Smartlinks.Tests.Functions.People;

/// <summary>An app at which people sign in, and the sandbox's OpenID provider beside it, in one time.</summary>
internal sealed class SignInApp : IAsyncDisposable
{
    private readonly WebApplication _provider;
    private readonly SignInSandbox _sandbox;

    private SignInApp(WebApplication provider, SignInSandbox sandbox, SignInFaults faults, AppFixture app, string issuer) => (_provider, _sandbox, Faults, App, Issuer) = (provider, sandbox, faults, app, issuer);

    public AppFixture App { get; }

    public SignInFaults Faults { get; }

    public string Issuer { get; }

    public SecretRecord Secrets { get; private init; } = null!;

    public MemberRoll Members => App.Services.GetRequiredService<MemberRoll>();

    public string Organization => $"/api/organizations/{App.Organization}";

    public static async Task<SignInApp> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Provider" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var provider = builder.Build();
        var (faults, secrets, time) = (new SignInFaults(), new SecretRecord(), new LateTime());
        Uri? root = null;
        var sandbox = new SignInSandbox(new SandboxOptions(), faults, time, secrets, () => root!);
        provider.UseRouting();
        sandbox.Map(provider);
        provider.UseEndpoints(_ => { });
        await provider.StartAsync();
        root = new Uri(provider.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");
        var app = await AppFixture.StartAsync(Settings(SignInSandbox.IssuerAt(root), settings));
        time.Clock = app.Time;
        return new SignInApp(provider, sandbox, faults, app, SignInSandbox.IssuerAt(root)) { Secrets = secrets };
    }

    public static Dictionary<string, string?> Settings(string issuer, Dictionary<string, string?>? more = null) => new(more ?? [])
    {
        ["Sealing:Keys"] = $"a:{Convert.ToBase64String(new byte[32])}",
        ["SignIn:Issuer"] = issuer,
        ["SignIn:ClientId"] = new SandboxOptions().SignInClientId,
        ["SignIn:ClientSecret"] = new SandboxOptions().SignInClientSecret,
    };

    public PersonId PersonOf(string persona) => PersonId.Of(Issuer, persona);

    public PersonBrowser NewBrowser() => new(App);

    /// <summary>A browser in which the persona is signed in.</summary>
    public async Task<PersonBrowser> SignInAsync(string persona)
    {
        var browser = NewBrowser();
        var answer = await browser.SignInAsync(persona);
        Assert.True(answer.Status == 302, answer.ToString());
        return browser;
    }

    /// <summary>Makes the persona a member, as if it had come by an invitation.</summary>
    public async Task JoinAsync(OrganizationId organization, string persona, Role role)
    {
        var owner = PersonId.Of("test", "first owner");
        await Members.PutOwnerAsync(organization, owner, default);
        var invitations = App.Services.GetRequiredService<Invitations>();
        var (_, code) = (await invitations.CreateAsync(organization, await Members.FindAsync(organization, owner, default), role, TimeSpan.FromDays(1), null, default))!.Value;
        Assert.IsType<InvitationAnswer.Taken>(await invitations.TakeAsync(code, PersonOf(persona), default));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _provider.DisposeAsync();
        _sandbox.Dispose();
    }

    /// <summary>The provider starts before the app whose time it lives in.</summary>
    private sealed class LateTime : TimeProvider
    {
        public TimeProvider Clock { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();
    }
}
