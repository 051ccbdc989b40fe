using System.Globalization;
using System.Net;

namespace OrleansUsers.Harness;

/// <summary>
/// A registry on a free port of this machine that has one image, under any name. It speaks as much of the protocol as a pull needs.
/// </summary>
internal sealed class BaseImageRegistry : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly BaseImage _image = new();
    private readonly Task _serving;

    public BaseImageRegistry()
    {
        Host = string.Create(CultureInfo.InvariantCulture, $"localhost:{FreePort.Find()}");
        _listener.Prefixes.Add($"http://{Host}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Host and port.</summary>
    public string Host { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    // /v2/, /v2/<name>/manifests/<tag or digest>, /v2/<name>/blobs/<digest>
    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        using var response = context.Response;
        var (type, content) = path.Split('/') switch
        {
            ["", "v2", ""] => ("application/json", "{}"u8.ToArray()),
            [.., "manifests", _] => (BaseImage.ManifestType, _image.Manifest),
            [.., "blobs", var digest] => ("application/octet-stream", _image.Blob(digest)),
            _ => ("", null),
        };
        if (content is null)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }
        response.ContentType = type;
        response.ContentLength64 = content.Length;
        response.Headers["Docker-Content-Digest"] = BaseImage.DigestOf(content);
        if (context.Request.HttpMethod == "GET")
            response.OutputStream.Write(content);
    }
}
