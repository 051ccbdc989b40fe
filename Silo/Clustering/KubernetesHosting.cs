using k8s;

namespace OrleansUsers.Silo;

/// <summary>
/// Lets a silo that starts in Kubernetes compare the cluster with the pods: silos whose pods are gone are declared dead, and need not be
/// missed first.
/// </summary>
/// <remarks>
/// Orleans also watches for pods that are deleted, but not all the time (10.4.2): what does not answer is found by probes, here as
/// elsewhere.
/// </remarks>
internal static class KubernetesHosting
{
    private const string Path = "Orleans:Kubernetes";

    /// <summary>
    /// Only when asked to. A process in a pod that may not list the others would never start, and one outside takes part in no such
    /// cluster.
    /// </summary>
    public static ISiloBuilder AddKubernetes(this ISiloBuilder silo, OrleansSettings settings, SettingsReader reader)
    {
        if (!settings.Kubernetes)
            return silo;
        if (!KubernetesClientConfiguration.IsInCluster())
            reader.Refuse(Path, "the process does not run in a pod that has a service account.");
        else if (settings.AdvertisedIPAddress is null)
            reader.Refuse("Orleans:AdvertisedIPAddress", "it is missing. In Kubernetes it is the pod's own, status.podIP.");
        else
            silo.UseKubernetesHosting();
        return silo;
    }
}
