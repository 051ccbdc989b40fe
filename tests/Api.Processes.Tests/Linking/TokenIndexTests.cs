using System.Net;
using CsCheck;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class TokenIndexTests(Apps apps)
{
    private const int Steps = 300;
    private const int Workers = 8;

    // Some subjects at several providers, some users, and anything that may be done with them, all at once.
    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Index_and_users_agree_whenever_one_looks(DatabaseKind kind)
    {
        var app = await apps.On(kind);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var users = Enumerable.Range(0, 12).Select(_ => Person.New()).ToArray();
        var people = Enumerable.Range(0, 6).Select(_ => Auth0Person.New()).ToArray();
        var steps = Enumerable.Range(0, Steps)
            .Select(_ => (Kind: random.Next(12), User: users[random.Next(12)], Person: people[random.Next(6)]))
            .ToArray();

        await Parallel.ForEachAsync(steps.Index(), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (step, _) =>
        {
            var answer = await DoAsync(app, step.Item.Kind, step.Item.User, step.Item.Person);
            Assert.True((int)answer.Status < 500, $"seed {seed}, step {step.Index}: {answer}");
            if (step.Index % 10 == 0)
                await Links.AgreeInSqlAsync(app);
        });

        await Links.AgreeInSqlAsync(app);
        await WhatIsServedIsWhatIsStoredAsync(app, users, people);
    }

    [Theory, InlineData(DatabaseKind.Sqlite), InlineData(DatabaseKind.Postgres)]
    public async Task Any_text_is_a_token_identifier_of_its_own_and_comes_back_as_it_is(DatabaseKind kind)
    {
        var (app, issuer) = (await apps.On(kind), $"https://{Guid.NewGuid():N}.example.test/");
        await Subjects.Array[40].SampleAsync(
            async subjects =>
            {
                var fresh = Guid.NewGuid().ToString("N")[..8];
                var links = await Task.WhenAll(subjects.Distinct(StringComparer.Ordinal).Select(async subject =>
                {
                    var (user, token) = (await app.NewUserAsync(), $"{issuer}{fresh}|{subject}");
                    await app.LinkedAsync(user.Id, token);
                    return (Token: token, user.Id);
                }));
                var index = (await TokenIndex.ReadAsync(app.Database)).Index.ToHashSet();
                Assert.All(links, link => Assert.Contains(link, index));
            },
            iter: 5,
            threads: 1);
    }

    // What an ADO.NET provider or a key might take for a number, a GUID or one and the same.
    private static readonly Gen<string> Subjects = Gen.Frequency(
        (4, Gen.String[Gen.Char.Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)), 1, 300]),
        (1, Gen.String[Gen.OneOf('0', '1', 'a', 'f', 'A', 'F', '-', '{', '}'), 1, 40]),
        (1, Gen.String[Gen.OneOf('|', '/', '%', '+', '~', '\\', ' ', '\'', '"'), 1, 20].Select(text => text + "x")),
        (1, Gen.Guid.SelectMany(guid => Gen.OneOf("N", "D", "B", "P").Select(format => guid.ToString(format)))),
        (1, Gen.ULong.Select(number => $"{number}")))
        .Where(text => !string.IsNullOrWhiteSpace(text));

    private static async Task<Answer> DoAsync(Sandbox app, int kind, Person user, Auth0Person person) => kind switch
    {
        < 5 => await app.Admin.LinkAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject)),
        < 7 => await app.Admin.UnlinkAsync(user.Id, app.Auth0.TokenIdentifier(person.Subject)),
        7 => await (await app.SignedInAsync(user.Id)).StoreAsync(),
        8 => await app.DeliverAsync(user.Updated()),
        9 => await app.DeliverAsync(app.Auth0, person.Updated()),
        10 => await app.DeliverAsync(app.Auth0, person.Deleted()),
        _ => await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync(),
    };

    private static async Task WhatIsServedIsWhatIsStoredAsync(Sandbox app, Person[] users, Auth0Person[] people)
    {
        var index = (await TokenIndex.ReadAsync(app.Database)).Index.ToLookup(row => row.Id, row => row.Token);
        foreach (var user in users)
        {
            var answer = await (await app.SignedInAsync(user.Id)).CurrentAsync();
            var tokens = answer.Status == HttpStatusCode.NotFound ? [] : Links.TokensOf(Expect.Ok(answer));
            Assert.Equal(index[user.Id].Order(StringComparer.Ordinal), tokens.Order(StringComparer.Ordinal));
        }
        foreach (var person in people)
        {
            var answer = await (await app.SignedInAsync(app.Auth0, person.Subject)).CurrentAsync();
            var holders = index.Where(user => user.Contains(app.Auth0.TokenIdentifier(person.Subject))).Select(user => user.Key);
            Assert.Equal(answer.Status == HttpStatusCode.NotFound ? [] : [Links.IdOf(answer)!], holders);
        }
    }
}
