namespace OrleansUsers.Cluster.Tests;

/// <summary>Tests that say how long something may take: no other test runs meanwhile.</summary>
[CollectionDefinition(nameof(SerialTests), DisableParallelization = true)]
public sealed class SerialTests;
