using Microsoft.Extensions.Hosting;
using OrleansUsers.Silo;

return await HostRunner.Run(() =>
{
    var beside = new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory };
    var builder = Host.CreateApplicationBuilder(beside);
    var settings = new SettingsReader(builder.Configuration);
    builder.AddUsersSilo(settings);
    if (!DatabaseSettings.IsGiven(settings, builder.Environment))
        settings.Refuse(
            PostgresSettings.Key, "it is missing. A silo without front end only adds to a cluster, and a cluster is made by PostgreSQL.");
    settings.Conclude();
    return builder.Build();
});
