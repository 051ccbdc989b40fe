namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Tests that take all of the machine, and say how long something may take: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(SerialTests), DisableParallelization = true)]
public sealed class SerialTests;
