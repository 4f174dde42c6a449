namespace Smartlinks.EndToEnd.Tests.Faults;

/// <summary>
/// Tests that kill processes and put load on the machine: one after the other, beside no other test, so that a slow machine is their own doing.
/// The bugs they hunt: an answered click that is not counted, or counted twice, and a fault that ends more than it has to.
/// </summary>
[CollectionDefinition(nameof(FaultTests), DisableParallelization = true)]
public sealed class FaultTests;
