using System.Collections.Concurrent;
using System.Net;
using Microsoft.Playwright;

namespace OrleansUsers.Web.Tests;

/// <summary>Sees all that happens in one browser, and notes what should not.</summary>
internal sealed class Watch
{
    private readonly ConcurrentQueue<string> _troubles = Troubles.Here;
    private readonly ConcurrentDictionary<HttpStatusCode, bool> _expected = [];
    private readonly string _origin;
    private volatile bool _isServerUnreliable;
    private volatile bool _isReloadExpected;

    public Watch(IBrowserContext browser, Uri page)
    {
        _origin = page.GetLeftPart(UriPartial.Authority);
        browser.Console += (_, message) => Said(message);
        browser.WebError += (_, error) => _troubles.Enqueue($"Uncaught: {error.Error}");
        browser.Request += (_, request) => Asked(request);
        browser.RequestFailed += (_, request) => Failed(request);
        browser.Response += (_, response) => Answered(response);
        browser.Page += (_, tab) => tab.DOMContentLoaded += OnlyOnce();
    }

    /// <summary>The test makes the server answer so.</summary>
    public void Expect(HttpStatusCode status) => _expected[status] = true;

    /// <summary>The test reloads the page.</summary>
    public void ExpectReload() => _isReloadExpected = true;

    /// <summary>The test stops the server, or the network to it.</summary>
    public void ExpectNoServer()
    {
        _isServerUnreliable = true;
        Expect(HttpStatusCode.ServiceUnavailable);
    }

    private void Said(IConsoleMessage message)
    {
        const string Status = "the server responded with a status of ";
        if (message.Type is not ("error" or "warning"))
            return;
        var ofServer = message.Location.StartsWith(_origin, StringComparison.Ordinal);
        var isExpected = message.Text.IndexOf(Status, StringComparison.Ordinal) is >= 0 and var at
            ? _expected.ContainsKey((HttpStatusCode)int.Parse(message.Text.AsSpan(at + Status.Length, 3), provider: null))
            : _isServerUnreliable && message.Text.Contains("net::", StringComparison.Ordinal);
        if (!ofServer || !isExpected)
            _troubles.Enqueue($"Console {message.Type}: {message.Text} ({message.Location})");
    }

    private void Asked(IRequest request)
    {
        if (!request.Url.StartsWith(_origin + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            _troubles.Enqueue($"Request to somebody else: {request.Url}");
    }

    private void Failed(IRequest request)
    {
        // The page itself stops what nobody waits for any more.
        if (request.Failure != "net::ERR_ABORTED" && !_isServerUnreliable)
            _troubles.Enqueue($"Failed: {request.Method} {request.Url}: {request.Failure}");
    }

    private void Answered(IResponse response)
    {
        if (response.Status >= 400 && !_expected.ContainsKey((HttpStatusCode)response.Status))
            _troubles.Enqueue($"Answered {response.Status}: {response.Request.Method} {response.Url}");
    }

    // A change of what follows the # in the address loads nothing.
    private EventHandler<IPage> OnlyOnce()
    {
        var loads = 0;
        return (_, page) =>
        {
            if (Interlocked.Increment(ref loads) > 1 && !_isReloadExpected)
                _troubles.Enqueue($"The page was loaded again: {page.Url}");
        };
    }
}
