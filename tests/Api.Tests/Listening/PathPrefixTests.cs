using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;

namespace OrleansUsers.Api.Tests;

public sealed class PathPrefixTests
{
    private static readonly Gen<string> Ids = Gen.String[Gen.OneOf(Gen.Char['!', '~'], Gen.OneOf('/', '|', '%', 'é', '用')), 1, 20];

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData(" / ", "")]
    [InlineData("/users-api", "/users-api")]
    [InlineData("/users-api/", "/users-api")]
    [InlineData("\"/users-api/v1/\"", "/users-api/v1")]
    [InlineData("/caf%C3%A9", "/café")]
    public void A_slash_at_its_end_does_not_matter(string? set, string prefix) => Assert.Equal(prefix, Read(set).Value ?? "");

    [Fact]
    public void An_id_is_read_from_the_path_as_it_was_written_whatever_prefix_the_request_came_with() =>
        Gen.Select(Ids, Gen.OneOf("", "/users-api", "/USERS-api/v1", "/%75sers%2Dapi/V%31"), Gen.OneOf("", "http://example.test"))
            .Sample((id, prefix, host) =>
            {
                var asItIs = id.Replace("%", "%25", StringComparison.Ordinal);
                var context = Request($"{host}{prefix}/admin/users/{Uri.EscapeDataString(id)}/token-identifiers/{asItIs}?x=/y");
                context.Request.PathBase = Uri.UnescapeDataString(prefix);
                Assert.Equal(id, context.PathSegment(3));
                if (!id.Contains('?', StringComparison.Ordinal))
                    Assert.Equal(id, context.PathSegment(5, toEnd: true));
            });

    private static DefaultHttpContext Request(string target)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        return context;
    }

    private static PathString Read(string? value) =>
        PathPrefix.Read(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("PathBase", value)]).Build());
}
