using System.Net;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Processes.Tests;

public sealed class SignatureTests(Apps apps)
{
    public static TheoryData<string> Accepted => [.. SignatureCases.Lines("mustAccept")];

    public static TheoryData<string> Rejected => [.. SignatureCases.Lines("mustReject")];

    [Theory, MemberData(nameof(Accepted))]
    public async Task A_delivery_is_taken_when(string line)
    {
        var app = await apps.On();
        foreach (var (variant, make) in SignatureCases.Of(line))
        {
            var (user, answer) = await PostAsync(app, make);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{variant}: {answer}");
            Expect.Taken(answer);
            Assert.Equal(HttpStatusCode.OK, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
        }
    }

    [Theory, MemberData(nameof(Rejected))]
    public async Task A_delivery_is_refused_and_changes_nothing_when(string line)
    {
        var app = await apps.On();
        foreach (var (variant, make) in SignatureCases.Of(line))
        {
            var (user, answer) = await PostAsync(app, make);
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{variant}: {answer}");
            Expect.Refused(answer);
            Assert.Equal(HttpStatusCode.NotFound, (await (await app.SignedInAsync(user.Id)).CurrentAsync()).Status);
        }
    }

    [Fact]
    public async Task A_refusal_does_not_tell_which_check_failed()
    {
        var app = await apps.On();
        var said = new HashSet<string>();
        foreach (var make in SignatureCases.Lines("mustReject").SelectMany(line => SignatureCases.Of(line).Values))
        {
            var body = (await PostAsync(app, make)).Answer.Json!.AsObject();
            body.Remove("traceId");
            said.Add(body.ToJsonString());
        }
        Assert.Single(said);
    }

    private async Task<(Person User, Answer Answer)> PostAsync(Sandbox app, Func<ValidDelivery, Delivery> make)
    {
        while (true)
        {
            var valid = await ValidDelivery.MakeAsync(app, apps.Foreign);
            var answer = await app.Api.PostRawAsync(make(valid));
            // The cases at the edge of the window mean something only if the second did not turn meanwhile.
            if (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() == valid.Timestamp)
                return (valid.User, answer);
        }
    }
}
