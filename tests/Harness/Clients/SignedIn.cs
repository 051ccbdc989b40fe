namespace OrleansUsers.Harness;

/// <summary>A client that sends a token with every request.</summary>
public sealed class SignedIn(ApiProcess api, string token)
{
    /// <summary>The token it sends.</summary>
    public string Token => token;

    /// <summary>The process that it calls.</summary>
    public ApiProcess Api => api;

    /// <summary><c>POST /users/store</c>.</summary>
    public Task<Answer> StoreAsync() => api.PostAsync("/users/store", token);

    /// <summary><c>GET /users/current</c>.</summary>
    public Task<Answer> CurrentAsync() => api.GetAsync("/users/current", token);

    /// <summary><c>GET /users/{id}</c>.</summary>
    public Task<Answer> ProfileAsync(string id) => api.GetAsync($"/users/{Uri.EscapeDataString(id)}", token);

    /// <summary><c>GET /users?id=…&amp;id=…</c>.</summary>
    public Task<Answer> ProfilesAsync(params IEnumerable<string> ids) =>
        api.GetAsync("/users?" + string.Join('&', ids.Select(id => $"id={Uri.EscapeDataString(id)}")), token);
}
