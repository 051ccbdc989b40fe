namespace OrleansUsers.Grains;

/// <summary>A list that equals another one with the same items, so that states which hold it can be compared.</summary>
[GenerateSerializer, Immutable, Alias("ValueList`1")]
internal sealed record ValueList<T>([property: Id(0)] IReadOnlyList<T> Items)
{
    /// <summary>Null for no items: a state without any has no list.</summary>
    public static ValueList<T>? Of(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } list ? new(list) : null;

    public bool Equals(ValueList<T>? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count;
}
