using Microsoft.Extensions.Hosting;
using OrleansUsers.Silo;

return await HostRunner.Run(args, line =>
{
    var host = new HostApplicationBuilderSettings { Args = line.Settings, ContentRootPath = AppContext.BaseDirectory };
    var builder = Host.CreateApplicationBuilder(host);
    var settings = new SettingsReader(builder.Configuration)
    {
        EndsAtOnce = line.EndsAtOnce,
        LeavesOutWrongSettings = line.LeavesOutWrongSettings,
    };
    if (!DatabaseSettings.IsGiven(settings, builder.Environment))
        settings.Refuse(
            PostgresSettings.Key, "it is missing. A silo without a front end joins a cluster, and a cluster needs PostgreSQL.");
    builder.AddUsersSilo(settings);
    settings.Conclude();
    return builder.Build();
});
