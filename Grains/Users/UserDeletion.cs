namespace OrleansUsers.Grains;

/// <summary>A deletion of a user.</summary>
/// <param name="At">When the provider deleted the user; where it did not say, when the deletion was heard of here.</param>
/// <param name="IsUntimed">The provider did not say when. Such a deletion outranks every creation, but no reinstatement.</param>
public readonly record struct UserDeletion(DateTimeOffset At, bool IsUntimed = false)
{
    /// <summary>The one that counts of two: the newest, or one without a time; null only when both are null.</summary>
    public static UserDeletion? Newest(UserDeletion? a, UserDeletion? b)
    {
        if (a is not { } one || b is not { } other)
            return a ?? b;
        if (one.IsUntimed != other.IsUntimed)
            return one.IsUntimed ? one : other;
        // A deletion without a time may be heard of many times. The first time stays, so that a repetition changes nothing.
        return one.At > other.At != one.IsUntimed ? one : other;
    }

    /// <summary>Whether the user of this id began again after it.</summary>
    /// <param name="beganAt">When the provider's directory began the user; null when it never gives an id a second time.</param>
    public bool IsOutrankedBy(DateTimeOffset? beganAt) => !IsUntimed && beganAt > At;
}
