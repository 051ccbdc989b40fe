using k8s;

namespace OrleansUsers.Silo;

/// <summary>
/// Lets a silo that starts in Kubernetes compare the members of the cluster with the pods. Silos without a pod are declared dead at once,
/// before probes find them.
/// </summary>
/// <remarks>
/// Orleans also watches for deleted pods, but not all the time (10.4.2). A silo that does not answer is found by probes, as without
/// Kubernetes.
/// </remarks>
internal static class KubernetesHosting
{
    private const string Path = "Orleans:Kubernetes";

    /// <summary>
    /// Adds it only when the setting is on. A process in a pod that is not allowed to list pods would never start, and a process outside of
    /// Kubernetes has no pods to compare.
    /// </summary>
    public static ISiloBuilder AddKubernetes(this ISiloBuilder silo, OrleansSettings settings, SettingsReader reader)
    {
        if (!settings.Kubernetes)
            return silo;
        if (!KubernetesClientConfiguration.IsInCluster())
            reader.Refuse(Path, "the process does not run in a pod that has a service account.");
        else if (settings.AdvertisedIPAddress is null)
            reader.Refuse("Orleans:AdvertisedIPAddress", "it is missing. In Kubernetes set it to the pod's address, status.podIP.");
        else
            silo.UseKubernetesHosting();
        return silo;
    }
}
