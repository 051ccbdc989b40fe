using Microsoft.AspNetCore.Http;
using OrleansUsers.Harness;

namespace OrleansUsers.Api.Tests;

public class WebhookSecretsTests
{
    private const string One = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Two = "whsec_plJ3nmyCDGBKInavdOK15jslAAAAAAAA";
    private const string BareTwo = "plJ3nmyCDGBKInavdOK15jslAAAAAAAA";

    [Theory]
    [InlineData(One)]
    [InlineData($"v1,{One}")]
    [InlineData($"v1, {One}")]
    [InlineData($"V1,{One}")]
    [InlineData($" v1 , {One} ,")]
    [InlineData($"{One} {Two}")]
    [InlineData($"{Two},{One}")]
    [InlineData($"v1,{Two} v1,{One}")]
    [InlineData($"v1,{Two},v1,{One}")]
    [InlineData($"{BareTwo} v1,{One}")]
    [InlineData($"{Two}\n{One}\n")]
    [InlineData($"{Two}\tv1,{One}\r\n")]
    public void Secrets_may_be_given_as_providers_show_them(string text)
    {
        var secrets = WebhookSecrets.Parse(text, TimeProvider.System);
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        var hasTwo = text.Contains(BareTwo, StringComparison.Ordinal);
        foreach (var (secret, isOne) in new[] { (One, true), (Two, hasTwo), (WebhookSignature.NewSecret(), false) })
        {
            var signature = WebhookSignature.Of(secret, "1", timestamp, "{}"u8);
            var headers = new HeaderDictionary { ["svix-id"] = "1", ["svix-timestamp"] = timestamp, ["svix-signature"] = signature };
            if (isOne)
                secrets.Verify("{}"u8, headers);
            else
                Assert.Throws<WebhookVerificationException>(() => secrets.Verify("{}"u8, headers));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("v1")]
    [InlineData("v1,")]
    [InlineData($"{One} v1")]
    [InlineData("v1,v1")]
    [InlineData($"v1,v1,{One}")]
    [InlineData($"v1,{BareTwo}")]
    [InlineData($"v2,{One}")]
    [InlineData($"v1a,{One}")]
    [InlineData("whsec_")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("whpk_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    [InlineData($"v1a,whpk_C2FVsBQIhrscChlQIMV+b5sSYspob7oD {One}")]
    [InlineData("whsk_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    public void What_is_no_shared_secret_is_refused(string text) =>
        Assert.Throws<FormatException>(() => WebhookSecrets.Parse(text, TimeProvider.System));
}
