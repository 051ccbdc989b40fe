namespace OrleansUsers.Api.Tests;

/// <summary>Booleans, which some senders write as text.</summary>
public class FlagTests
{
    // Null stands for a value that says nothing.
    public static TheoryData<string, bool?> Values => new()
    {
        { "true", true }, { "\"true\"", true }, { "\"True\"", true }, { "\"TRUE\"", true }, { "\"tRuE\"", true },
        { "\"\\u0074rue\"", true }, { "false", false }, { "\"false\"", false }, { "\"False\"", false }, { "\"FALSE\"", false },
        { "\"\\u0046\\u0041\\u004c\\u0053\\u0045\"", false },
        { "null", null }, { "\"\"", null }, { "\"yes\"", null }, { "\"1\"", null }, { "\" true\"", null }, { "\"truee\"", null },
        { "\"tru\\u00e9\"", null }, { "\"\\ud800\"", null },
        { "1", null }, { "0", null }, { "[]", null }, { "[true]", null }, { "{}", null }, { "{\"true\":true}", null },
        { "\"true true true true true true true true\"", null },
    };

    [Theory, MemberData(nameof(Values))]
    public void Whether_an_address_is_verified_is_read_from_a_boolean_or_its_text(string json, bool? said)
    {
        var read = EventReading.Said(ProviderKind.Oidc, $"\"email\":\"a@example.test\",\"email_verified\":{json}");
        Assert.Equal((said ?? false, said is null), (read.EmailVerified, read.IsVerificationUnsaid));
    }

    [Theory, MemberData(nameof(Values))]
    public void A_ban_is_read_from_a_boolean_or_its_text(string json, bool? said)
    {
        foreach (var name in new[] { "banned", "deprovisioned" })
            Assert.Equal(said ?? false, EventReading.Said(ProviderKind.Clerk, $"\"{name}\":{json}").Banned);
        foreach (var kind in new[] { ProviderKind.Auth0, ProviderKind.Oidc })
            Assert.Equal(said ?? false, EventReading.Said(kind, $"\"blocked\":{json}").Banned);
    }

    [Theory, MemberData(nameof(Values))]
    public void A_lock_is_read_from_a_boolean_or_its_text(string json, bool? said) =>
        Assert.Equal(said ?? false, EventReading.Said(ProviderKind.Clerk, $"\"locked\":{json}").Locked);

    [Theory]
    [InlineData("\"banned\":true,\"deprovisioned\":false")]
    [InlineData("\"banned\":false,\"deprovisioned\":true")]
    [InlineData("\"deprovisioned\":\"true\",\"banned\":null")]
    public void Who_is_banned_or_deprovisioned_is_banned_in_any_order_of_the_fields(string fields) =>
        Assert.True(EventReading.Said(ProviderKind.Clerk, fields).Banned);

    [Fact]
    public void Who_is_neither_banned_nor_deprovisioned_is_not_banned() =>
        Assert.False(EventReading.Said(ProviderKind.Clerk, "\"banned\":false,\"deprovisioned\":false,\"locked\":true").Banned);
}
