using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>What the front end needs, besides the silo in its own process.</summary>
internal static class UsersApi
{
    // Over the grain call's deadline (8 s), so that it is the grain call that gives up first.
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    /// <param name="reader">Notes what is wrong with the settings. Whoever made it has to conclude it before the host is built.</param>
    public static void AddUsersApi(this WebApplicationBuilder builder, SettingsReader reader)
    {
        var services = builder.Services;
        var builtIn = builder.Environment.IsDevelopment() ? reader.Try(() => DevelopmentSecrets.Keep(UsersSilo.DataFolder(reader))) : null;
        var providers = new ProviderReader(reader, builtIn, TimeProvider.System).Read();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(providers);
        services.AddSingleton<SampledWarnings>();
        services.AddSingleton<ProviderEvents>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookIntake>();
        services.AddSingleton<CurrentUserJson>();
        services.AddHealth();
        services.AddLiveUsers();
        services.AddSignIn(providers);
        services.AddBrowserApps(providers, reader.Read<CorsSettings>("Cors").Read(reader), any: builtIn is not null);
        services.AddOperating();
        if (reader.Read<AdminSettings>("Admin").Read(reader) is { } adminKeys)
            services.AddSingleton(adminKeys);
        UnusedSettings.Read(reader, providers, TimeProvider.System);
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

        builder.AddHttpLimits(reader);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        reader.Try(() => PathPrefix.Read(builder.Configuration));
        reader.Try(builder.UseListenAddresses);
    }
}
