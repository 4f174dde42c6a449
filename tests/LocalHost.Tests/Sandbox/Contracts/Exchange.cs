namespace Smartlinks.LocalHost.Tests.Sandbox.Contracts;

/// <summary>One request and its answer, as the contract check reads them: header names lower case, no credentials, bodies as text.</summary>
/// <param name="Url">Path and query, from the service's root on.</param>
public sealed record Exchange(
    string Method,
    string Url,
    IReadOnlyDictionary<string, string> Headers,
    string? RequestBody,
    int Status,
    IReadOnlyDictionary<string, string> ResponseHeaders,
    string? Body);
