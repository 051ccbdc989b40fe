using System.Net;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

/// <summary>One thing said of a user, by the directory or by a token, at one of few moments, so that ties are common.</summary>
internal sealed record Step(string Kind, int UpdatedAt, int SentAt, string First, string? Last)
{
    // Tokens count in whole seconds; so do these moments, lest a token never tie with an event.
    private static readonly DateTimeOffset Start =
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 3600);

    public static readonly Gen<Step> Any = Gen.Select(
        Gen.Frequency(
            (4, Gen.Const("user.created")),
            (6, Gen.Const("user.updated")),
            (1, Gen.Const("user.deleted")),
            (5, Gen.Const("store"))),
        Gen.Int[0, 3],
        Gen.Int[0, 1],
        Gen.OneOf("Ada", "Grace", "Zoë"),
        Gen.OneOf<string?>("King", "Hopper", null),
        (kind, updatedAt, sentAt, first, last) => new Step(kind, updatedAt, sentAt, first, last));

    public async Task ApplyAsync(Sandbox app, string id)
    {
        var at = Start.AddSeconds(UpdatedAt);
        var user = new Person(id)
        {
            FirstName = First,
            LastName = Last,
            Email = $"{First}@example.test",
            UpdatedAt = at,
            SentAt = at.AddSeconds(SentAt),
        };
        switch (Kind)
        {
            case "user.created": Expect.Taken(await app.DeliverAsync(user.Created())); break;
            case "user.updated": Expect.Taken(await app.DeliverAsync(user.Updated())); break;
            case "user.deleted": Expect.Taken(await app.DeliverAsync(user.Deleted())); break;
            default:
                var caller = await app.SignedInAsync(id, claims =>
                {
                    claims["iat"] = at.ToUnixTimeSeconds();
                    if (Last is not null)
                        claims["name"] = $"{First} {Last}";
                    claims["email"] = $"{First}@token.test";
                });
                Assert.Contains((await caller.StoreAsync()).Status, new[] { HttpStatusCode.OK, HttpStatusCode.Gone });
                break;
        }
    }
}

/// <summary>What was said, and two orders to hear it in, each with repeats.</summary>
internal sealed record History(Step[] One, Step[] Other)
{
    public static readonly Gen<History> Any =
        from steps in Step.Any.Array[1, 6]
        from one in OrderOf(steps)
        from other in OrderOf(steps)
        select new History(one, other);

    private static Gen<Step[]> OrderOf(Step[] steps) =>
        from repeats in Gen.OneOf(steps).Array[0, 2]
        from order in Gen.Shuffle((Step[])[.. steps, .. repeats])
        select order;

    public override string ToString() =>
        $"\none:   {string.Join("\n       ", (object[])One)}\nother: {string.Join("\n       ", (object[])Other)}";
}
