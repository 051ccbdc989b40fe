using k8s;
using Microsoft.Extensions.Configuration;

namespace OrleansUsers.Silo;

/// <summary>Lets a silo that starts in Kubernetes compare the cluster with the pods: silos whose pods are gone are declared dead, and need not be missed first.</summary>
/// <remarks>Orleans also watches for pods that are deleted, but not all the time (10.4.2): what does not answer is found by probes, here as elsewhere.</remarks>
internal static class KubernetesHosting
{
    private const string Key = "Orleans__Kubernetes";

    /// <summary>Only when asked to. A process in a pod that may not list the others would never start, and one outside takes part in no such cluster.</summary>
    /// <exception cref="SettingException">The setting cannot be used.</exception>
    public static ISiloBuilder AddKubernetes(this ISiloBuilder silo, IConfiguration configuration)
    {
        var text = configuration["Orleans:Kubernetes"] ?? "false";
        if (!bool.TryParse(text, out var isAsked))
            throw new SettingException(Key, "it is neither true nor false.");
        if (!isAsked)
            return silo;
        if (!KubernetesClientConfiguration.IsInCluster())
            throw new SettingException(Key, "the process does not run in a pod that has a service account.");
        if (configuration["Orleans:AdvertisedIPAddress"] is null)
            throw new SettingException("Orleans__AdvertisedIPAddress", "it is missing. In Kubernetes it is the pod's own, status.podIP.");
        return silo.UseKubernetesHosting();
    }
}
