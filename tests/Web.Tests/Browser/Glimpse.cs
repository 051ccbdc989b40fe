using OrleansUsers.Harness;

namespace OrleansUsers.Web.Tests;

/// <summary>What a panel showed between two changes of the page, however short that was.</summary>
internal sealed record Glimpse(string State, string Text)
{
    /// <summary>Runs in the page. An observer is called before the browser paints, so that no frame escapes it.</summary>
    public const string Recorder = """
        const seen = (window.seen = {});
        const look = () => {
          for (const panel of document.querySelectorAll("section[aria-label]:has([role=status])")) {
            const glimpses = (seen[panel.getAttribute("aria-label")] ??= []);
            const state = panel.querySelector("[role=status]").textContent;
            const text = panel.textContent;
            const last = glimpses.at(-1);
            if (last?.[0] !== state || last[1] !== text) glimpses.push([state, text]);
          }
        };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
        """;

    /// <summary>Whether the app calls its user stored.</summary>
    public bool SaysStored => State.StartsWith("Stored", StringComparison.Ordinal);

    /// <summary>Whether the stored row is on the screen.</summary>
    public bool ShowsContent => Text.Contains("Token identifiers", StringComparison.Ordinal);

    public bool ShowsContentOf(Person person) => ShowsContent && Text.Contains(person.Id, StringComparison.Ordinal);
}
