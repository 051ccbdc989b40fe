using CsCheck;

namespace OrleansUsers.Grains.Tests;

/// <summary>How a name is made, and what other users see of it.</summary>
public class UserNameTests
{
    [Theory]
    [InlineData("null null", null)]
    [InlineData("undefined undefined", null)]
    [InlineData("null", null)]
    [InlineData(" null  undefined ", null)]
    [InlineData("null Ann", "Ann")]
    [InlineData("Ada null", "Ada")]
    [InlineData("null, Ann", "Ann")]
    [InlineData("Ann, null", "Ann")]
    [InlineData("Ada (null)", "Ada")]
    [InlineData("Christopher Null", "Christopher Null")]
    [InlineData("NULL", "NULL")]
    [InlineData("Annullata Nullwell", "Annullata Nullwell")]
    [InlineData("nullable", "nullable")]
    [InlineData("null-null", null)]
    [InlineData("null,null", null)]
    [InlineData("null_null", null)]
    [InlineData("null/undefined", null)]
    [InlineData("nullnull", null)]
    [InlineData("null\u200Bnull", null)]
    [InlineData("Lovelace,null", "Lovelace")]
    [InlineData("null.Ann", "Ann")]
    [InlineData("Ada (null) King", "Ada King")]
    [InlineData("Mary-Ann", "Mary-Ann")]
    public void What_a_template_prints_for_a_missing_value_is_no_name(string text, string? name) =>
        Assert.Equal(name, UserName.WithoutPrintedNulls(text));

    [Theory]
    [InlineData("\u200B")]
    [InlineData("\u200B\u200D \uFEFF\u2060")]
    [InlineData("\u00AD\u180E\u202E")]
    [InlineData("\u3164")]
    [InlineData("\u115F\u1160\uFFA0")]
    [InlineData("\u2800")]
    [InlineData("\u0301\u0327")]
    [InlineData("\uFE0F")]
    [InlineData("\U000E0041")]
    [InlineData("\u0000\u0007")]
    [InlineData("\u2028\u2029\u00A0\u3000")]
    public void What_cannot_be_seen_is_no_part_of_a_name(string blank)
    {
        Assert.Null(UserName.Trimmed(blank));
        Assert.Equal("countess", UserName.Of(blank, blank, "countess", null));
        Assert.Equal("Lovelace", UserName.Of(blank, "Lovelace", "countess", null));
    }

    [Theory, InlineData("É"), InlineData("李"), InlineData("👩‍👩‍👧"), InlineData("-"), InlineData("ـ")]
    [InlineData("\u200BAda"), InlineData("e\u0301")]
    public void What_can_be_seen_is_a_name(string text) => Assert.NotNull(UserName.Trimmed(text));

    [Theory]
    [InlineData("ada@example.test", null, null, "ada@example.test", "ada")]
    [InlineData("ada@example.test", null, "ada@example.test", null, "Anonymous")]
    [InlineData("ada@example.test", "Ada", null, "ada@example.test", "Ada")]
    [InlineData("Ada <ada@example.test>", null, "countess", "ada@example.test", "countess")]
    [InlineData("ada@example.test Lovelace", "ada@example.test", null, null, "Anonymous")]
    [InlineData("ada\uFF20example.test", null, null, null, "Anonymous")]
    [InlineData("ADA@HOME", null, null, null, "Anonymous")]
    [InlineData("@ada", null, null, "ada@example.test", "@ada")]
    [InlineData("Ada @ work", null, null, null, "Ada @ work")]
    public void Others_see_no_email_address(string name, string? first, string? username, string? email, string shown) =>
        Assert.Equal(shown, (User(name) with { FirstName = first, Username = username, Email = email }).PublicName);

    [Theory]
    [InlineData("https://img.test/ada.png", true)]
    [InlineData("https://img.test/@ada/avatar@2x.png", true)]
    [InlineData("https://img.test/?u=ada@example.test", false)]
    [InlineData("https://img.test/?u=ADA%40example.test", false)]
    [InlineData("ada@example.test", false)]
    [InlineData("https://img.test/other%40example.test.png", false)]
    [InlineData("https://img.test/ada%2540example.test", false)]
    public void Others_see_no_picture_whose_web_address_reveals_an_email_address(string picture, bool isShown) =>
        Assert.Equal(isShown, (User("Ada") with { Email = "ada@example.test", ImageUrl = picture }).PublicImageUrl is not null);

    private static readonly Gen<string> Part = Gen.OneOf<string>(
        "ada", "@", " ", "example", ".test", "Ada@Example.test", "<", ">", "\u200B", "null", "//");

    [Fact]
    public void Whatever_the_fields_hold_others_never_see_the_email_address() =>
        Gen.Select(Part.Array[0, 5], Part.Array[0, 5], Part.Array[0, 5], Part.Array[0, 5]).Sample((name, first, username, picture) =>
        {
            var user = User(string.Concat(name)) with
            {
                FirstName = string.Concat(first),
                Username = string.Concat(username),
                ImageUrl = string.Concat(picture),
                Email = "ada@example.test",
            };
            return !Reveals(user.PublicName) && !Reveals(user.PublicUsername) && !Reveals(user.PublicImageUrl);
        });

    private static bool Reveals(string? text) => text?.Contains("ada@example.test", StringComparison.OrdinalIgnoreCase) ?? false;

    private static User User(string name) => new()
    {
        ExternalId = "user_1",
        Provider = "clerk",
        Name = name,
        TokenIdentifiers = [],
        CreatedAt = default,
        UpdatedAt = default,
        Version = 1,
    };
}
