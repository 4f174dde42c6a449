using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Smartlinks.LocalHost.Azurite;
using Smartlinks.Storage;
using Xunit;

namespace Smartlinks.Support;

/// <summary>An in-memory Azurite over https that takes Entra tokens only as Azure does (audience, issuer, lifetime; no signature).</summary>
public sealed class EntraAzuriteFixture : IAsyncLifetime
{
    private readonly string _location = Path.Combine(Path.GetTempPath(), $"smartlinks-azurite-entra-{Environment.ProcessId}");
    private X509Certificate2? _certificate;
    private HttpClientTransport? _transport;
    private AzuriteProcess? _process;
    private StorageClients? _clients;

    public Uri TableServiceUri => _process!.TableServiceUri;

    public Uri QueueServiceUri => _process!.QueueServiceUri;

    /// <summary>What <see cref="CertificateFile"/> is of, with its key: for further servers that the same client trusts.</summary>
    public X509Certificate2 Certificate => _certificate ?? throw new InvalidOperationException("Azurite is not started yet.");

    /// <summary>Who trusts this PEM file trusts the service.</summary>
    public string CertificateFile => Path.Combine(_location, "cert.pem");

    public StorageClients Clients => _clients ?? throw new InvalidOperationException("Azurite is not started yet.");

    /// <summary>Clients whose tokens are for another audience: the service refuses them.</summary>
    public StorageClients ClientsFor(string audience) => new(
        new StorageOptions { TableServiceUri = _process!.TableServiceUri, QueueServiceUri = _process.QueueServiceUri, Credential = new OwnTokens(audience) },
        TimeProvider.System, _transport);

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_location);
        _certificate = MakeCertificate();
        var (certificate, key) = (CertificateFile, Path.Combine(_location, "key.pem"));
        await File.WriteAllTextAsync(certificate, _certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(key, _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        _process = await AzuriteProcess.StartAsync(LocalTools.Npm(),
            new AzuriteOptions { Location = _location, IsInMemory = true, IsHttps = true, MoreArguments = ["--oauth", "basic", "--cert", certificate, "--key", key] },
            TimeProvider.System);
        _transport = new HttpClientTransport(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => presented?.Thumbprint == _certificate.Thumbprint,
        });
        _clients = ClientsFor("https://storage.azure.com");
    }

    public async Task DisposeAsync()
    {
        _clients?.Dispose();
        _transport?.Dispose();
        _certificate?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_location, recursive: true);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private sealed class OwnTokens(string audience) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => EntraToken.For(audience);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
