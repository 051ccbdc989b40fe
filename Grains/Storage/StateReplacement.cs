namespace OrleansUsers.Grains;

/// <summary>Writes the state of a grain.</summary>
internal static class StateReplacement
{
    /// <summary>
    /// Writes a state in place of the stored one. When that fails, the grain has the former state again.
    /// </summary>
    /// <param name="deactivate">Deactivates the grain: it is unknown what the row holds, and a new activation reads it.</param>
    public static async Task Replace<T>(this IPersistentState<T> stored, T next, Action deactivate)
    {
        var before = stored.State;
        stored.State = next;
        try
        {
            await stored.WriteStateAsync();
        }
        catch (Exception fault)
        {
            stored.State = before;
            // What was not sent has changed nothing.
            if (!fault.IsStoreOverload())
                deactivate();
            throw;
        }
    }
}
