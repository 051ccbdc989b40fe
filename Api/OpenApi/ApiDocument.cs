using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace OrleansUsers.Api;

/// <summary>The OpenAPI document as it is served. It is made at the first request, and kept.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider) : IDisposable
{
    public const string Name = "v1";

    private readonly SemaphoreSlim _making = new(1);
    private Rendered? _rendered;

    public void Dispose() => _making.Dispose();

    public async Task<Rendered> Get(CancellationToken cancellationToken)
    {
        if (_rendered is { } made)
            return made;
        await _making.WaitAsync(cancellationToken);
        try
        {
            return _rendered ??= await Make(cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<Rendered> Make(CancellationToken cancellationToken)
    {
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        using var json = new StringWriter(CultureInfo.InvariantCulture);
        document.SerializeAsV31(new OpenApiJsonWriter(json, new OpenApiJsonWriterSettings { Terse = true }));
        var bytes = Encoding.UTF8.GetBytes(json.ToString());
        return new Rendered(bytes, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\""));
    }

    internal sealed record Rendered(byte[] Json, EntityTagHeaderValue Tag);
}
