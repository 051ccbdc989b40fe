using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace OrleansUsers.Silo;

/// <summary>The silo's part of Orleans' dashboard: it measures the silo's grain calls while the dashboard is open.</summary>
internal static class Dashboard
{
    /// <summary>
    /// Adds it when an admin key is set. The dashboard has the details of each process with a key, even of one without a front end.
    /// </summary>
    public static IHostApplicationBuilder AddDashboard(this IHostApplicationBuilder builder, SettingsReader reader) =>
        builder.UseOrleans(silo =>
        {
            if (reader.Text("ADMIN_API_KEY") is not null || reader.Has("Admin:Keys"))
                silo.AddDashboard(dashboard => dashboard.HideTrace = true);
            else
                // Without it this silo must not be chosen for the grains of another process's dashboard.
                silo.Configure<GrainTypeOptions>(
                    grains => grains.Classes.RemoveWhere(grain => grain.Assembly == typeof(DashboardOptions).Assembly));
        });
}
