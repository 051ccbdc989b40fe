using Microsoft.Extensions.Hosting;
using OrleansUsers.Silo;

return await HostRunner.Run(() =>
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddUsersSilo();
    return builder.Build();
});
