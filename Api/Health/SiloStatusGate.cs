using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>
/// Answers 503 while the silo of this process is not surely an active member of the cluster, because its data in memory may be old.
/// </summary>
/// <remarks>
/// The other silos declare a process dead that was suspended for long. It ends seconds after it resumes, and receives requests until then.
/// </remarks>
internal static class SiloStatusGate
{
    public static void UseSiloStatusGate(this WebApplication app)
    {
        var silo = app.Services.GetRequiredService<ISiloStatusOracle>();
        var lease = app.Services.GetRequiredService<IMembershipLease>();
        app.Use((context, next) => (lease.IsValid && silo.CurrentStatus == SiloStatus.Active) || IsForOperators(context.Request.Path)
            ? next(context)
            : Unavailable.Answer(context).ExecuteAsync(context));

        static bool IsForOperators(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics");
    }
}
