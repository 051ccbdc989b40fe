namespace OrleansUsers.Grains;

/// <summary>A list that equals another one with the same items, so that states which hold it can be compared.</summary>
[GenerateSerializer, Immutable, Alias("ValueList`1")]
internal sealed record ValueList<T>([property: Id(0)] IReadOnlyList<T> Items)
{
    /// <summary>The list of the items; null for no items, because a state without items has no list.</summary>
    public static ValueList<T>? Of(IEnumerable<T> items) => items.ToArray() is { Length: > 0 } list ? new(list) : null;

    /// <summary>The newest item of each key in both lists, sorted by key. Two different items must differ in key or age.</summary>
    public static ValueList<T>? Join<TAge>(ValueList<T>? a, ValueList<T>? b, Func<T, string> key, Func<T, TAge> age) =>
        a is null || b is null || a == b
            ? a ?? b
            : new([.. NewestOfEach(a.Items.Concat(b.Items), key, age).OrderBy(key, StringComparer.Ordinal)]);

    public static IEnumerable<T> NewestOfEach<TAge>(IEnumerable<T> items, Func<T, string> key, Func<T, TAge> age) =>
        items.GroupBy(key, (_, same) => same.MaxBy(age)!, StringComparer.Ordinal);

    public bool Equals(ValueList<T>? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Count;
}
