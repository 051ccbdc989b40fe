using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace OrleansUsers.Silo;

/// <summary>Orleans' dashboard, as far as a silo has to do with it: it measures its own grain calls while somebody looks.</summary>
internal static class Dashboard
{
    /// <summary>
    /// Adds it where an admin key is set. Each process of the cluster that has it is seen in detail, with or without front end.
    /// </summary>
    public static IHostApplicationBuilder AddDashboard(this IHostApplicationBuilder builder, SettingsReader reader) =>
        builder.UseOrleans(silo =>
        {
            if (reader.Text("ADMIN_API_KEY") is not null || reader.Has("Admin:Keys"))
                silo.AddDashboard(dashboard => dashboard.HideTrace = true);
            else
                // Another process's dashboard must not put its grains where it is not at home.
                silo.Configure<GrainTypeOptions>(
                    grains => grains.Classes.RemoveWhere(grain => grain.Assembly == typeof(DashboardOptions).Assembly));
        });
}
