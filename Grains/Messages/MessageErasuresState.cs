using System.Text.Json.Serialization;

namespace OrleansUsers.Grains;

/// <summary>The stored erasures that are under way. It holds no personal data but ids.</summary>
[GenerateSerializer, Immutable, Alias("MessageErasuresState")]
internal sealed record MessageErasuresState
{
    [Id(0)] public ValueList<MessageErasure>? UnderWay { get; init; }

    [JsonIgnore] public IReadOnlyList<MessageErasure> Items => UnderWay?.Items ?? [];

    public MessageErasuresState With(MessageErasure erasure) => new() { UnderWay = ValueList<MessageErasure>.Of([.. Items, erasure]) };

    public MessageErasuresState Without(MessageErasure erasure) =>
        new() { UnderWay = ValueList<MessageErasure>.Of(Items.Where(other => other != erasure)) };
}
