using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Orleans.Hosting.Kubernetes;
using OrleansUsers.Harness;

namespace OrleansUsers.Silo.Tests;

/// <summary>What can be said of <c>deploy/</c> without a container engine or a Kubernetes cluster.</summary>
public sealed partial class DeploymentFilesTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy");

    [Fact]
    public void Kubernetes_knows_every_kind_and_field_of_the_manifests()
    {
        var kinds = Manifests().Select(manifest => manifest.Kind).Order(StringComparer.Ordinal);
        Assert.Equal(["Deployment", "NetworkPolicy", "PodDisruptionBudget", "Role", "RoleBinding", "Service", "ServiceAccount"], kinds);
    }

    [Fact]
    public void Whatever_selects_pods_selects_those_of_the_deployment_and_names_their_ports()
    {
        var manifests = Manifests();
        var deployment = manifests.OfType<V1Deployment>().Single();
        var pod = deployment.Spec.Template;
        var rules = manifests.OfType<V1NetworkPolicy>().Single().Spec;
        IDictionary<string, string>[] selectors =
        [
            deployment.Spec.Selector.MatchLabels,
            .. pod.Spec.TopologySpreadConstraints.Select(constraint => constraint.LabelSelector.MatchLabels),
            manifests.OfType<V1Service>().Single().Spec.Selector,
            manifests.OfType<V1PodDisruptionBudget>().Single().Spec.Selector.MatchLabels,
            rules.PodSelector.MatchLabels,
            .. rules.Ingress.SelectMany(rule => rule.FromProperty ?? []).Select(peer => peer.PodSelector.MatchLabels),
        ];
        Assert.All(selectors, selector => Assert.Subset(pod.Metadata.Labels.ToHashSet(), selector.ToHashSet()));

        var container = pod.Spec.Containers.Single();
        string[] named =
        [
            .. manifests.OfType<V1Service>().Single().Spec.Ports.Select(port => port.TargetPort.Value),
            .. rules.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value),
            .. new[] { container.ReadinessProbe, container.LivenessProbe, container.StartupProbe }
                .Select(probe => probe.HttpGet.Port.Value),
        ];
        Assert.Subset(container.Ports.Select(port => port.Name).ToHashSet(), named.ToHashSet());
    }

    [Fact]
    public void A_pod_may_do_and_is_told_what_Orleans_needs_to_know_the_others()
    {
        var manifests = Manifests();
        var pod = manifests.OfType<V1Deployment>().Single().Spec.Template;
        var labels = pod.Metadata.Labels;
        Assert.Equal(labels[KubernetesHostingOptions.ClusterIdLabel], labels[KubernetesHostingOptions.ServiceIdLabel]);
        Assert.Subset(
            pod.Spec.Containers.Single().Env.Select(variable => variable.Name).ToHashSet(),
            new HashSet<string>
            {
                KubernetesHostingOptions.PodNameEnvironmentVariable,
                KubernetesHostingOptions.PodNamespaceEnvironmentVariable,
                "Orleans__Kubernetes",
                "Orleans__AdvertisedIPAddress",
            });

        var role = manifests.OfType<V1Role>().Single();
        var binding = manifests.OfType<V1RoleBinding>().Single();
        Assert.Equal(role.Metadata.Name, binding.RoleRef.Name);
        Assert.Equal((pod.Spec.ServiceAccountName, "ServiceAccount"), (binding.Subjects.Single().Name, binding.Subjects.Single().Kind));
        Assert.Equal(manifests.OfType<V1ServiceAccount>().Single().Metadata.Name, pod.Spec.ServiceAccountName);
        var rule = Assert.Single(role.Rules);
        Assert.Equal(["pods"], rule.Resources);
        Assert.Equal(["get", "list", "patch", "watch"], rule.Verbs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_that_a_file_there_makes_is_one_that_the_documents_know()
    {
        var documents = string.Concat(new[] { "README.md", "docs/deploy.md", "docs/settings.md" }
            .Select(file => File.ReadAllText(Path.Combine(Repository.Root, file))));
        var made = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "certificates")
            .SelectMany(file => Setting().Matches(File.ReadAllText(file)).Select(setting => setting.Value))
            .ToHashSet();
        Assert.Contains("Orleans__Tls__Certificate", made);
        Assert.All(made, setting => Assert.Contains($"`{setting}`", documents, StringComparison.Ordinal));
    }

    // LoadAllFromFileAsync would overlook what it does not know, whatever it is told (KubernetesClient 21.0.8).
    private static IKubernetesObject<V1ObjectMeta>[] Manifests() =>
    [
        .. Directory.GetFiles(Path.Combine(Folder, "kubernetes"))
            .Where(file => Path.GetFileName(file) != "kustomization.yaml")
            .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), typeMap: null, strict: true))
            .Cast<IKubernetesObject<V1ObjectMeta>>(),
    ];

    [GeneratedRegex(@"\b(?:(?:CLERK|ADMIN|ASPNETCORE)_[A-Z_]+|(?:Orleans|Storage|ConnectionStrings|Limits|Providers)__\w+)\b")]
    private static partial Regex Setting();
}
