namespace OrleansUsers.Api;

/// <summary>The places for bodies that are large and of a sender who is not verified yet. Those of an ordinary event need none.</summary>
internal sealed class LargeBodies
{
    /// <summary>A body with more bytes is large.</summary>
    public const int LargeBytes = 64 * 1024;

    private const int MaxAtOnce = 256;

    private readonly Places _places = new(MaxAtOnce);

    /// <summary>A place, to be given back once the body is read.</summary>
    /// <exception cref="BadHttpRequestException">All are taken.</exception>
    public IDisposable Enter() =>
        _places.Take() ?? throw new BadHttpRequestException("Too many large bodies come in at once.", StatusCodes.Status503ServiceUnavailable);
}
