namespace OrleansUsers.Api;

/// <summary>Answers 503 while the silo of this process is not active in the cluster, because its data in memory may be old.</summary>
/// <remarks>
/// The other silos declare a process dead that was suspended for long. It ends seconds after it resumes, and receives requests until then.
/// </remarks>
internal static class SiloStatusGate
{
    public static void UseSiloStatusGate(this WebApplication app)
    {
        var silo = app.Services.GetRequiredService<ISiloStatusOracle>();
        app.Use((context, next) => silo.CurrentStatus == SiloStatus.Active || context.Request.Path.StartsWithSegments("/health")
            ? next(context)
            : Unavailable.Answer(context).ExecuteAsync(context));
    }
}
