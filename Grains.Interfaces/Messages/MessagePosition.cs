namespace OrleansUsers;

/// <summary>A position in a log. Appended messages do not change it.</summary>
/// <param name="Page">The number of the page, from 0.</param>
/// <param name="Index">The number of the message in its page, from 0.</param>
[GenerateSerializer, Immutable, Alias("MessagePosition")]
public readonly record struct MessagePosition([property: Id(0)] int Page, [property: Id(1)] int Index);
