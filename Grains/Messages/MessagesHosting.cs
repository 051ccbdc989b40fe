using Microsoft.Extensions.DependencyInjection;

namespace OrleansUsers.Grains;

/// <summary>Adds what a silo needs for messages beside their grains.</summary>
internal static class MessagesHosting
{
    public static ISiloBuilder AddMessages(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(
            services => ActivatorUtilities.CreateInstance<ErasureResumption>(services));
        return silo;
    }
}
