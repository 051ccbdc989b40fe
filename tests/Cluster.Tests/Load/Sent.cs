using OrleansUsers.Harness;

namespace OrleansUsers.Cluster.Tests;

/// <summary>What one user was sent, and what of it the program said it had stored.</summary>
internal sealed class Sent(Person person)
{
    private readonly Lock _lock = new();
    private int _last;

    public Person Person => person;

    /// <summary>The number of the newest event that was acknowledged; 0 before the first.</summary>
    public int Acknowledged { get; private set; }

    public bool DeletionSent { get; private set; }

    public bool DeletionAcknowledged { get; private set; }

    /// <summary>One more event: the name it tells carries its number.</summary>
    public (int Number, Person Said) Next()
    {
        var number = Interlocked.Increment(ref _last);
        return (number, person with { FirstName = "User", LastName = $"{number}", UpdatedAt = Person.Epoch.AddMilliseconds(number) });
    }

    public void SendsDeletion() => DeletionSent = true;

    public void Acknowledge(int number)
    {
        lock (_lock)
            Acknowledged = Math.Max(Acknowledged, number);
    }

    public void AcknowledgeDeletion() => DeletionAcknowledged = true;
}
