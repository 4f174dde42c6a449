using Smartlinks.Support;

namespace Smartlinks.Tests.Storage;

/// <summary>Tests that share one in-memory Azurite.</summary>
[CollectionDefinition(nameof(AzuriteCollection))]
#pragma warning disable CA1711 // xunit calls it a collection.
public sealed class AzuriteCollection : ICollectionFixture<AzuriteFixture>;
#pragma warning restore CA1711
