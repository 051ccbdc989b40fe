using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>Settings without a fault, and issuers with faults, for the tests of one class.</summary>
public sealed class PlantedFaults : IAsyncLifetime
{
    public FakeDocuments Documents { get; private set; } = null!;

    /// <summary>The settings. Each test adds one fault.</summary>
    public ApiSettings Good { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Documents = await FakeDocuments.StartAsync();
        Good = new ApiSettings { Environment = "Production" }
            .With("CLERK_WEBHOOK_SECRET", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")
            .With("CLERK_ISSUER", Documents.Issuer());
    }

    public async ValueTask DisposeAsync() => await Documents.DisposeAsync();
}
