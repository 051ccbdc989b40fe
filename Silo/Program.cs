using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OrleansUsers.Silo;

return await HostRunner.Run(() =>
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
    if (builder.Configuration.GetConnectionString("Users") is null)
        throw new SettingException(PostgresSettings.Key, "it is missing. A silo without front end only adds to a cluster, and a cluster is made by PostgreSQL.");

    builder.AddUsersSilo();
    return builder.Build();
});
