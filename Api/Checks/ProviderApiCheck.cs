using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Tries the keys of the providers' APIs.</summary>
internal sealed class ProviderApiCheck(ProviderSet providers, IServiceProvider services, TimeProvider clock) : ICheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly string[] Settings =
    [
        nameof(ProviderSettings.SecretKey), nameof(ProviderSettings.ApiUrl), nameof(ProviderSettings.Domain),
        nameof(ProviderSettings.ClientId), nameof(ProviderSettings.ClientSecret), nameof(ProviderSettings.InstanceId),
    ];

    public string Subject => "APIs of the providers";

    public async Task<IReadOnlyList<CheckResult>> Run() => await Task.WhenAll(providers.All
        .Where(provider => provider.Kind != ProviderKind.Oidc && !provider.WrongSettings.Overlaps(Settings)).Select(Try));

    private async Task<CheckResult> Try(Provider provider)
    {
        var api = $"API of {provider.Name}";
        if (provider.ClerkApi is null && provider.Auth0Api is null)
            return CheckResult.Note($"{api}: no key, so nothing is synced");
        // A run may be bound to one request in 10 seconds. The few requests here need not be.
        using var directory = SyncHosting.Directory(services, provider, new SyncSettings());
        using var deadline = new CancellationTokenSource(Patience, clock);
        var owner = new SingleRequest();
        try
        {
            var instance = await directory.TryKey(owner, deadline.Token).WaitAsync(deadline.Token);
            return await directory.FindMismatch(owner, deadline.Token).WaitAsync(deadline.Token) is { } mismatch
                ? CheckResult.Fault($"{api}: {KeyOf(provider)} or {InstanceOf(provider)} is wrong. {mismatch}")
                : CheckResult.Ok($"{api}: the key is accepted{(instance is null ? "" : $", instance {instance}")}");
        }
        catch (KeyRefusedException refused)
        {
            return CheckResult.Fault($"{api}: {KeyOf(provider)} is refused ({refused.Status}){Advice(provider, refused.Status)}");
        }
        catch (ProviderException fault)
        {
            return CheckResult.Fault($"{api}: {AddressOf(provider)}: {fault.Message}");
        }
        catch (OperationCanceledException)
        {
            return CheckResult.Fault($"{api}: {AddressOf(provider)}: it did not answer within {Patience.TotalSeconds} s");
        }
    }

    private static string KeyOf(Provider provider) =>
        provider.KeyOf(provider.ClerkApi is not null ? nameof(ProviderSettings.SecretKey) : nameof(ProviderSettings.ClientSecret));

    private static string AddressOf(Provider provider) => provider.ClerkApi is { } clerk
        ? $"{provider.KeyOf(nameof(ProviderSettings.ApiUrl))} ({clerk.Url})"
        : $"{provider.KeyOf(nameof(ProviderSettings.Domain))} ({provider.Auth0Api!.Url})";

    private static string InstanceOf(Provider provider) =>
        provider.KeyOf(provider.InstanceId is not null ? nameof(ProviderSettings.InstanceId) : nameof(ProviderSettings.Issuer));

    // Auth0 accepts the secret of an application that may not use the API, and says so by 403.
    private static string Advice(Provider provider, int status) => provider.Auth0Api is null ? ""
        : status == StatusCodes.Status403Forbidden
            ? ". Authorize the application for the Management API, with the scope read:users"
            : $". Does it belong to {provider.KeyOf(nameof(ProviderSettings.ClientId))}?";
}
