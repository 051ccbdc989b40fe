using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace OrleansUsers.Api;

/// <summary>
/// Errors as <c>application/problem+json</c> (RFC 9457). The title tells a person what to do and shows nothing of the implementation.
/// </summary>
internal static class Problem
{
    public static ProblemHttpResult Of(int status, string? title = null) =>
        TypedResults.Problem(statusCode: status, title: title ?? Title(status));

    public static ProblemHttpResult NoUser() => Of(StatusCodes.Status404NotFound, "There is no such user.");

    public static ProblemHttpResult UserDeleted() => Of(
        StatusCodes.Status410Gone, "This user was deleted. If the operator has reinstated it since, sign in again to get a newer token.");

    public static ProblemHttpResult UnknownProvider() =>
        Of(StatusCodes.Status400BadRequest, "There is no provider of this name in the settings.");

    // The React package tells a ban from other refusals by the word "banned".
    public static ProblemHttpResult UserBanned() =>
        Of(StatusCodes.Status403Forbidden, "This user is banned. The provider has to lift the ban before the user can call again.");

    /// <param name="retryAfter">After how many seconds a new attempt makes sense.</param>
    public static ProblemHttpResult TooMany(HttpContext context, string why, int retryAfter = 1)
    {
        context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status429TooManyRequests, why);
    }

    private static string Title(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "The request cannot be read: check its JSON and its parameters.",
        StatusCodes.Status401Unauthorized => "Sign in first: the request needs a valid bearer token.",
        StatusCodes.Status404NotFound => "There is no such resource. Check the address.",
        StatusCodes.Status405MethodNotAllowed =>
            "This address does not accept this method. The Allow header names the methods that it accepts.",
        StatusCodes.Status413PayloadTooLarge => "The body is too large.",
        StatusCodes.Status415UnsupportedMediaType => "Send the body as JSON, with the content type application/json.",
        StatusCodes.Status503ServiceUnavailable => "Not available at the moment. Try again.",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };
}
