using System.Diagnostics;

namespace OrleansUsers.Harness;

/// <summary>A few hosts around a router, as network namespaces of this machine. The route between two hosts can be cut.</summary>
public sealed class TestNetwork : IAsyncDisposable
{
    private readonly string _name = $"ou{Guid.NewGuid():N}"[..10];

    private TestNetwork(int hosts) => Hosts = [.. Enumerable.Range(0, hosts).Select(host => $"{_name}-{host}")];

    /// <summary>Whether this account may create networks.</summary>
    public static bool IsAllowed => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>The namespace of each host.</summary>
    public IReadOnlyList<string> Hosts { get; }

    private string Router => $"{_name}-r";

    /// <summary>Creates the network; needs <see cref="IsAllowed"/>.</summary>
    public static async Task<TestNetwork> CreateAsync(int hosts)
    {
        var network = new TestNetwork(hosts);
        await IpAsync($"netns add {network.Router}");
        await IpAsync($"netns exec {network.Router} sh -c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        foreach (var (host, name) in network.Hosts.Index())
        {
            await IpAsync($"netns add {name}");
            await IpAsync($"link add name to{host} netns {network.Router} type veth peer name eth0 netns {name}");
            await IpAsync($"-n {network.Router} address add 10.77.{host}.1/30 dev to{host}");
            await IpAsync($"-n {network.Router} link set to{host} up");
            await IpAsync($"-n {name} address add {AddressOf(host)}/30 dev eth0");
            await IpAsync($"-n {name} link set lo up");
            await IpAsync($"-n {name} link set eth0 up");
            await IpAsync($"-n {name} route add default via 10.77.{host}.1");
        }
        return network;
    }

    /// <summary>The address of a host in this network.</summary>
    public static string AddressOf(int host) => $"10.77.{host}.2";

    /// <summary>From now on all packets between two hosts are dropped, without an error to the sender.</summary>
    public async Task CutAsync(int a, int b)
    {
        await CutOneWayAsync(a, b);
        await CutOneWayAsync(b, a);
    }

    /// <summary>From now on all packets from one host to the other are dropped; those in the other direction pass.</summary>
    public Task CutOneWayAsync(int from, int to) => IpAsync($"-n {Router} rule add from {AddressOf(from)} to {AddressOf(to)} blackhole");

    /// <summary>Restores the route between two hosts.</summary>
    public async Task MendAsync(int a, int b)
    {
        await MendOneWayAsync(a, b);
        await MendOneWayAsync(b, a);
    }

    /// <summary>Restores the route from one host to the other.</summary>
    public Task MendOneWayAsync(int from, int to) => IpAsync($"-n {Router} rule del from {AddressOf(from)} to {AddressOf(to)} blackhole");

    /// <summary>How to start a program on the router.</summary>
    public ProcessStartInfo OnRouter(params string[] command) => On(Router, command);

    /// <summary>How to start a program on a host.</summary>
    public static ProcessStartInfo On(string host, params string[] command) => new("ip", ["netns", "exec", host, .. command]);

    /// <summary>From now on the router sends all packets between hosts to this device of its own, and takes them back from there.</summary>
    public async Task RouteThroughAsync(string device)
    {
        await IpAsync($"-n {Router} route add default dev {device} table 100");
        foreach (var host in Enumerable.Range(0, Hosts.Count))
            await IpAsync($"-n {Router} rule add iif to{host} lookup 100");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in Hosts.Append(Router))
            await IpAsync($"netns delete {name}");
    }

    private static async Task IpAsync(string arguments, params string[] more)
    {
        var start = new ProcessStartInfo("ip", [.. arguments.Split(' '), .. more]) { RedirectStandardError = true };
        using var ip = Process.Start(start)!;
        var error = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0)
            throw new InvalidOperationException($"ip {arguments}: {error}");
    }
}
