using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>What the front end needs, besides the silo in its own process.</summary>
internal static class UsersApi
{
    // Over the grain call's deadline (8 s), so that it is the grain call that gives up first.
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="SettingException">A setting is missing or cannot be used.</exception>
    public static void AddUsersApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var builtIn = builder.Environment.IsDevelopment() ? DevelopmentSecrets.Keep(UsersSilo.DataFolder(builder.Configuration)) : null;
        var providers = new ProviderSettings(builder.Configuration, builtIn, TimeProvider.System).Read();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(providers);
        services.AddSingleton<SampledWarnings>();
        services.AddSingleton<Directories>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookIntake>();
        services.AddHealth();
        services.AddLiveUsers();
        services.AddSignIn(providers, builtIn, TimeProvider.System);
        services.AddBrowserApps(providers, any: builtIn is not null);
        services.AddOperating();
        if (AdminKey.Read(builder.Configuration) is { } adminKey)
            services.AddAdmin(adminKey);
        if (builtIn is not null)
            services.AddSingleton(builtIn).AddHttpClient();

        services.AddProblemDetails();
        services.AddExceptionHandler<Unavailable>();
        services.AddRequestTimeouts(options => options.DefaultPolicy = Unavailable.After(RequestTimeout));
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new IsoTime());
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, UserJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(1, MessageJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(2, DevelopmentJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(3, AdminJson.Default);
        });

        builder.AddHttpLimits();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.WebHost.UseUrls(ListenAddresses.Read(builder.Configuration));
    }
}
