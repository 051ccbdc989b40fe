namespace OrleansUsers.Grains;

/// <summary>Is told in every process of each entry of the journal, about half a second after its commit at the latest.</summary>
public interface IChangeListener
{
    /// <summary>Must not block and must not throw. Entries come one after the other, in the order of the journal.</summary>
    void Changed(JournalEntry entry);
}
