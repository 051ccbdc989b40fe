namespace OrleansUsers.Api;

/// <summary>Answers 503 for a process whose silo is not, or no more, in the cluster: what it has in memory may be old.</summary>
/// <remarks>
/// A process that stood still for long finds itself declared dead by the others. It ends seconds later, and takes requests until then.
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
