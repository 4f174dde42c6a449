using System.ComponentModel.DataAnnotations;

namespace Smartlinks.Functions.People;

/// <summary>At which OpenID Connect provider people sign in; section <c>SignIn</c>. Without an issuer nobody does, and the API is for keys only.</summary>
public sealed class SignInOptions
{
    public const string Section = "SignIn";

    /// <summary>The provider's name, exactly as its discovery document and its tokens have it: https, or http on this machine.</summary>
    public string? Issuer { get; set; }

    /// <summary>Under which this deployment is registered at the provider, with <c>{origin}/auth/callback</c> as its redirect address.</summary>
    public string? ClientId { get; set; }

    /// <summary>Null: the provider asks for none (a public client; PKCE is used always).</summary>
    [Secret]
    public string? ClientSecret { get; set; }

    /// <summary>What is asked of the provider, with spaces between; <c>openid</c> has to be in it.</summary>
    [RegularExpression("^([!-~]+ )*openid( [!-~]+)*$")]
    public string Scopes { get; set; } = "openid profile email";

    /// <summary>A session ends when nothing was done in it for so long; 5 minutes to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(8);

    /// <summary>A session ends after so long, whatever is done in it; 5 minutes to 90 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "90.00:00:00")]
    public TimeSpan SessionLongest { get; set; } = TimeSpan.FromDays(7);

    /// <summary>In how many organizations a person may be to make another; 0 to 1,000, 0: nobody makes any.</summary>
    [Range(0, 1_000)]
    public int OrganizationsPerPerson { get; set; } = 20;

    public bool IsOn => !string.IsNullOrEmpty(Issuer);
}
