namespace OrleansUsers.Web.Tests;

/// <summary>The two ways to have a user stored, each a small app on the page.</summary>
public enum Way
{
    Store,
    Webhook,
}
