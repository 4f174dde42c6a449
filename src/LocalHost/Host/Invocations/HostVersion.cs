namespace Smartlinks.LocalHost.Host;

/// <summary>The version this host says it is: that of the Functions host the imitation was checked against.</summary>
internal static class HostVersion
{
    public const string Value = "4.1052.200";

    public const string UserAgent = "Azure-Functions-Host/" + Value;
}
