using System.Text.Json.Serialization;
using OrleansUsers.Silo;

namespace OrleansUsers.Api;

/// <summary>Registers the services of the HTTP front end. <c>AddUsersSilo</c> registers the silo in the same process.</summary>
internal static class UsersApi
{
    // Longer than the deadline of a grain call (8 s), so that the grain call gives up first.
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerContext[] JsonContexts =
    [
        UserJson.Default, MessageJson.Default, DevelopmentJson.Default, AdminJson.Default, ChangeJson.Default, SyncStatusJson.Default,
        CheckJson.Default, WebhookDeliveryJson.Default, UserListJson.Default,
    ];

    /// <param name="reader">
    /// Collects what is wrong with the settings. The caller must call <see cref="SettingsReader.Conclude"/> before it builds the host.
    /// </param>
    public static void AddUsersApi(this WebApplicationBuilder builder, SettingsReader reader)
    {
        var services = builder.Services;
        var builtIn = builder.Environment.IsDevelopment()
            ? reader.Try(() => DevelopmentSecrets.ReadOrCreate(UsersSilo.DataFolder(reader), isKept: !reader.EndsAtOnce))
            : null;
        var providers = new ProviderReader(reader, builtIn, TimeProvider.System).Read();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(providers);
        services.AddSingleton<SampledWarnings>();
        services.AddSingleton<ProviderEvents>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<RecentDeliveries>();
        services.AddSingleton<WebhookRecord>();
        services.AddSingleton<WebhookIntake>();
        services.AddSingleton<CurrentUserJson>();
        services.AddHealth();
        services.AddSingleton<ICheck>(host => ActivatorUtilities.CreateInstance<ProviderCheck>(host, reader));
        services.AddSingleton<ICheck, IssuerCheck>();
        services.AddSingleton<ICheck, ProviderApiCheck>();
        services.AddSingleton<ChecksInProcess>();
        services.AddLiveUsers();
        services.AddChangeFeed();
        services.AddSignIn(providers);
        services.AddBrowserApps(providers, reader.Read<CorsSettings>("Cors").Read(reader), any: builtIn is not null);
        services.AddOperating();
        services.AddApiDocument();
        if (reader.Read<AdminSettings>("Admin").Read(reader) is { } adminKeys)
            services.AddSingleton(adminKeys);
        services.AddChangeSender(ChangeReceiver.Read(reader.Read<ChangesSettings>("Changes"), reader, TimeProvider.System));
        services.AddSingleton<PersonExport>();
        services.AddSync(providers, reader.Read<SyncSettings>("Sync"));
        if (builtIn is not null)
            services.AddSingleton(builtIn).AddHttpClient();

        services.AddProblemDetails();
        services.AddExceptionHandler<Unavailable>();
        services.AddRequestTimeouts(options => options.DefaultPolicy = Unavailable.After(RequestTimeout));
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new IsoTime());
            foreach (var (index, context) in JsonContexts.Index())
                options.SerializerOptions.TypeInfoResolverChain.Insert(index, context);
        });

        builder.AddHttpLimits(reader);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        reader.Try(() => PathPrefix.Read(builder.Configuration));
        reader.Try(() => builder.UseListenAddresses(reader));
    }

    /// <summary>Adds the middleware and the endpoints. The host must have the services of <see cref="AddUsersApi"/>.</summary>
    public static void UseUsersApi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UsePathsWithoutDotSegments();
        app.UsePathBase(PathPrefix.Read(app.Configuration));
        app.Use(app.Services.GetRequiredService<GracefulShutdown>().TrackRequest);
        app.UseExceptionHandler();
        app.UseSiloStatusGate();
        var hasKeys = app.Services.GetService<AdminKeys>() is not null;
        if (!hasKeys)
            app.HideAdmin();
        app.UseRouting();
        app.UseBrowserApps();
        CurrentUserShortcut.Use(app);
        app.UseStatusCodePages(pages => Problem.Of(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
        app.UseRequestTimeouts();
        app.UseConcurrencyLimit();
        app.UseAuthentication();
        app.UseCallerLimit();
        app.UseAuthorization();

        app.MapWebhooks(app.Services.GetRequiredService<ProviderSet>());
        app.MapUsers();
        app.MapMessages();
        app.MapHealth();
        app.MapMetrics();
        app.MapApiDocument();
        app.MapApiPage();
        app.Services.StartMetrics();
        // Also without a key: the API document describes it.
        app.MapAdmin();
        if (hasKeys)
        {
            app.MapAdminPage();
            app.MapDashboard();
        }
        if (app.Environment.IsDevelopment())
            app.MapDevelopment();

        app.PrintWelcome();
    }
}
