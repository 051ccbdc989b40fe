using OrleansUsers.Grains;

namespace OrleansUsers.Api;

/// <summary>Adds the sending of changes.</summary>
internal static class SenderHosting
{
    /// <param name="receiver">Where changes are sent; null when nothing is sent.</param>
    public static void AddChangeSender(this IServiceCollection services, ChangeReceiver? receiver)
    {
        services.AddSingleton<DeliveryMetrics>();
        if (receiver is null)
            return;
        services.AddSingleton(receiver);
        services.AddSingleton<ReceiverClient>();
        services.AddSingleton<ChangeDelivery>();
        services.AddSingleton<ReceiverLog>();
        services.AddSingleton<SenderSignal>();
        services.AddSingleton<IChangeListener>(provider => provider.GetRequiredService<SenderSignal>());
        services.AddHostedService<ChangeSender>();
    }
}
