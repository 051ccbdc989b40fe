using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace OrleansUsers.Harness;

/// <summary>What the fake Clerk does instead of answering as it should.</summary>
public sealed class Fault
{
    private readonly string _name;

    private Fault(string name, Func<Exchange, Task> deliver) => (_name, DeliverAsync) = (name, deliver);

    /// <summary>The connection is reset before anything is answered.</summary>
    public static Fault Reset { get; } = new("reset", ResetAsync);

    /// <summary>Half of the body is sent, with the length of all of it; then the connection ends.</summary>
    public static Fault CutOff { get; } = new("cut off", async exchange =>
    {
        using var answer = exchange.Answer();
        await exchange.SendAsync(answer.Status, "application/json", answer.Body[..(answer.Body.Length / 2)], answer.Body.Length);
        // Kestrel ends a connection whose answer is too short. A reset could overtake what was sent.
    });

    /// <summary>A complete answer whose JSON ends in the middle.</summary>
    public static Fault TruncatedJson { get; } = new("truncated JSON", async exchange =>
    {
        using var answer = exchange.Answer();
        await exchange.SendAsync(answer.Status, "application/json", answer.Body[..(answer.Body.Length / 2)]);
    });

    /// <summary>The request is never answered; the connection stays open.</summary>
    public static Fault Silent { get; } = new("silent", exchange => Task.Delay(Timeout.Infinite, exchange.Stop));

    /// <summary>An error as Clerk writes it, such as 500.</summary>
    public static Fault Status(int status, string code = "internal_clerk_error") => new(
        $"status {status}",
        exchange => exchange.SendAsync(ClerkAnswer.Error(status, code, "There was an internal error on our servers.")));

    /// <summary>A page of HTML, as something in between writes it: 502 from a proxy, 200 from a portal that wants a sign-in.</summary>
    public static Fault Html(int status = 502) => Body(status, "text/html; charset=utf-8",
        $"<!DOCTYPE html>\n<html><head><title>{status}</title></head><body><h1>{status}</h1><hr>cloudflare</body></html>\n");

    /// <summary>Any answer at all.</summary>
    public static Fault Body(int status, string type, string body) => new(
        $"status {status} with {type}",
        exchange => exchange.SendAsync(status, type, System.Text.Encoding.UTF8.GetBytes(body)));

    /// <summary>429, with these seconds in <c>Retry-After</c>.</summary>
    public static Fault TooMany(int seconds = 1) =>
        new($"429 for {seconds} s", exchange => exchange.SendAsync(ClerkAnswer.TooMany(seconds)));

    /// <summary>The right answer, after this time; it is what the users are then.</summary>
    public static Fault Slow(TimeSpan delay) => new($"slow by {delay}", async exchange =>
    {
        await Task.Delay(delay, exchange.Stop);
        await exchange.SendAsync(exchange.Answer());
    });

    /// <summary>So many per cent of the requests meet one of these faults, at random: the same ones for each seed.</summary>
    public static Func<FakeRequest, Fault?> AtRandom(double percent, int seed, params Fault[] faults)
    {
        var random = new Random(seed);
        return _ =>
        {
            lock (random)
                return random.NextDouble() * 100 < percent ? faults[random.Next(faults.Length)] : null;
        };
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    internal Func<Exchange, Task> DeliverAsync { get; }

    private static Task ResetAsync(Exchange exchange)
    {
        if (exchange.Context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            socket.LingerState = new LingerOption(true, 0);
        exchange.Context.Abort();
        return Task.CompletedTask;
    }
}
