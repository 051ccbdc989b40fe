using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>What <c>check</c> says of issuers that cannot be used, and of clocks.</summary>
public sealed class IssuerFaultTests(PlantedFaults planted) : IClassFixture<PlantedFaults>
{
    private const string Issuer = "CLERK_ISSUER";

    [Fact]
    public Task Check_names_an_issuer_that_is_away() => CheckFault.IsNamedAsync(
        planted.Good.With(Issuer, $"http://127.0.0.1:{FreePort.Find()}"), "keys of http://127.0.0.1:", $"{Issuer}: ", "cannot be reached");

    [Fact]
    public Task Check_names_a_key_set_without_usable_keys() => CheckFault.IsNamedAsync(
        planted.Good.With(Issuer, planted.Documents.Issuer("encryption")), "keys of", $"{Issuer}: ", "2 keys, and none can be used");

    [Theory, InlineData(60, "60 s behind", "not valid yet."), InlineData(-60, "60 s ahead", "as expired.")]
    [InlineData(-400, "400 s ahead", "webhooks from 300 s on")]
    public Task Check_names_a_clock_that_differs_from_that_of_the_issuer(int seconds, string difference, string effect) =>
        CheckFault.IsNamedAsync(
            planted.Good.With(Issuer, planted.Documents.Issuer($"clock/{seconds}")), $"clock: {Issuer}: ", difference, effect);

    [Fact]
    public async Task Check_names_each_of_several_issuers_with_its_fault()
    {
        var issuers = new Dictionary<string, string>
        {
            ["404"] = "answered 404",
            ["html"] = "answered an HTML page",
            ["silent"] = "did not answer within 4 s",
            ["no-keys"] = "0 keys",
            ["other"] = "the discovery document has the issuer",
        };
        var lines = await CheckFault.LinesAsync(issuers.Keys.Aggregate(
            planted.Good, (all, kind) => all.With($"Providers__p-{kind}__Issuer", planted.Documents.Issuer(kind))));
        Assert.Equal(issuers.Count, lines.Length);
        foreach (var (kind, reason) in issuers)
        {
            var line = Assert.Single(lines, line => line.Contains($"Providers__p-{kind}__Issuer: ", StringComparison.Ordinal));
            Assert.Contains(reason, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Check_ends_whatever_hangs()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var database = $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=u;Password={CheckFault.Secret};Database=u";
        await using var clerk = await FakeClerkApi.StartAsync();
        clerk.Faults = _ => Fault.Silent;
        var start = Stopwatch.GetTimestamp();
        var lines = await CheckFault.LinesAsync(planted.Good
            .With("ConnectionStrings__Users", $"{database};Timeout=60")
            .With(Issuer, planted.Documents.Issuer("silent"))
            .With("CLERK_API_URL", clerk.Url).With("CLERK_SECRET_KEY", $"sk_test_{CheckFault.Secret}"));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal(3, lines.Length);
    }
}
