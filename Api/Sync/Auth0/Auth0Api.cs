using System.Net.Http.Headers;
using System.Net.Mime;

namespace OrleansUsers.Api;

/// <summary>
/// Calls Auth0's Management API: <c>GET /users/{id}</c>, <c>POST /jobs/users-exports</c>, <c>GET /jobs/{id}</c> and <c>GET /events</c>.
/// </summary>
internal sealed class Auth0Api(Auth0Access access, ProviderClient client, TimeProvider clock) : IDisposable
{
    /// <summary>The requests that Auth0 takes in 10 seconds from a free tenant.</summary>
    public const int RequestsPer10Seconds = 20;

    private readonly Auth0Token _token = new(access, client, clock);

    /// <summary>One user, null when there is none; and when the provider said so.</summary>
    public async Task<(PulledUser? User, DateTimeOffset At)> Find(
        string id, IRequestOwner owner, CancellationToken cancellationToken)
    {
        try
        {
            var user = await Send($"users/{Uri.EscapeDataString(id)}", Auth0User.ReadOne, owner, cancellationToken);
            return (user, user.ReadAt);
        }
        catch (RequestRefusedException absent) when (absent.Status == StatusCodes.Status404NotFound)
        {
            return (null, absent.At);
        }
    }

    /// <summary>Starts an export of all users.</summary>
    public Task<ExportJob> StartExport(IRequestOwner owner, CancellationToken cancellationToken) =>
        Send("jobs/users-exports", ExportJob.Read, owner, cancellationToken, ExportJob.Request);

    /// <summary>A job; null when it has vanished.</summary>
    public async Task<ExportJob?> FindExport(string id, IRequestOwner owner, CancellationToken cancellationToken)
    {
        try
        {
            return await Send($"jobs/{Uri.EscapeDataString(id)}", ExportJob.Read, owner, cancellationToken);
        }
        catch (RequestRefusedException absent) when (absent.Status is StatusCodes.Status404NotFound or StatusCodes.Status410Gone)
        {
            return null;
        }
    }

    /// <summary>Opens the file of an export. The caller disposes of the answer, whatever its status is.</summary>
    public Task<HttpResponseMessage> OpenFile(Uri location, CancellationToken cancellationToken) =>
        client.OpenFile(location, cancellationToken);

    /// <summary>Opens the stream of events about users. The caller disposes of the answer.</summary>
    /// <param name="from">The parameter that says where it begins.</param>
    public Task<HttpResponseMessage> OpenEvents(string from, IRequestOwner owner, CancellationToken cancellationToken)
    {
        var path = $"events?{from}&event_type=user.created&event_type=user.updated&event_type=user.deleted";
        return WithToken(
            token => client.Open(() => MakeRequest(path, token, "text/event-stream"), owner, cancellationToken), owner, cancellationToken);
    }

    public void Dispose() => _token.Dispose();

    private Task<T> Send<T>(
        string path,
        Func<ProviderAnswer, T> read,
        IRequestOwner owner,
        CancellationToken cancellationToken,
        byte[]? body = null) =>
        WithToken(
            token => client.Send(
                () =>
                {
                    var request = MakeRequest(path, token, MediaTypeNames.Application.Json);
                    if (body is not null)
                    {
                        request.Method = HttpMethod.Post;
                        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new(MediaTypeNames.Application.Json) } };
                    }
                    return request;
                },
                read,
                owner,
                cancellationToken),
            owner,
            cancellationToken);

    private async Task<T> WithToken<T>(Func<string, Task<T>> send, IRequestOwner owner, CancellationToken cancellationToken)
    {
        var token = await _token.Get(owner, cancellationToken);
        try
        {
            return await send(token);
        }
        catch (KeyRefusedException refused) when (refused.Status == StatusCodes.Status401Unauthorized)
        {
            // It may have ended, or have been revoked.
            _token.Forget(token);
            return await send(await _token.Get(owner, cancellationToken));
        }
    }

    private HttpRequestMessage MakeRequest(string path, string token, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{access.Url}/api/v2/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return request;
    }
}
