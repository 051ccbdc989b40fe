using System.Security.Claims;

namespace OrleansUsers.Api;

/// <summary>The stored user a caller is.</summary>
internal static class CurrentUser
{
    /// <summary>Null when the caller is not stored, or was deleted.</summary>
    public static Task<User?> Find(this IGrainFactory grains, ClaimsPrincipal caller) => grains.GetUser(caller.ExternalId()).Get();
}
