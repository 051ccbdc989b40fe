using System.Buffers;
using System.Text;

namespace OrleansUsers;

/// <summary>
/// The rules of an external id, the id of a user here: Clerk's <c>user_…</c>, or <c>provider|sub</c> for any other provider.
/// </summary>
public static class ExternalId
{
    /// <summary>
    /// The longest id, in UTF-16 code units. With four bytes each it still fits an index row of PostgreSQL (2,704 bytes).
    /// </summary>
    public const int MaxLength = 400;

    /// <summary>
    /// The one provider whose subjects are external ids without a prefix, so that a user has the same id here as at Clerk.
    /// </summary>
    public const string BareProvider = "clerk";

    /// <summary>The external id that is made of a provider's subject.</summary>
    public static string Of(string provider, string subject) => provider == BareProvider ? subject : $"{provider}|{subject}";

    /// <summary>The provider's subject that an external id of its users is made of.</summary>
    public static string SubjectOf(string provider, string externalId) =>
        provider == BareProvider ? externalId : externalId[(provider.Length + 1)..];

    /// <summary>The provider that an external id names.</summary>
    public static string ProviderOf(string externalId) =>
        externalId.IndexOf('|', StringComparison.Ordinal) is > 0 and var end ? externalId[..end] : BareProvider;

    /// <summary>
    /// True for 1 to 400 UTF-16 code units of well-formed text that is not blank and has no control character (PostgreSQL stores no NUL).
    /// </summary>
    public static bool IsUsable(string? id)
    {
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxLength)
            return false;

        for (var rest = id.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done || Rune.IsControl(rune))
                return false;
            rest = rest[used..];
        }
        return true;
    }

    /// <summary>The grain of the user with this external id, which must be usable.</summary>
    public static IUserGrain GetUserGrain(this IGrainFactory grains, string externalId) =>
        grains.GetGrain<IUserGrain>(GrainKey.Encode(externalId));
}
