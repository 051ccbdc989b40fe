using System.Reflection;

namespace OrleansUsers.Api.Tests;

/// <summary>A cluster with one user, whose grain answers an event when the test says so. No token identifier is linked.</summary>
public class FakeUser : DispatchProxy
{
    private Task<UpsertOutcome> _outcome = null!;

    public static IGrainFactory Grains(Task<UpsertOutcome> outcome)
    {
        var grains = Create<IGrainFactory, FakeUser>();
        ((FakeUser)(object)grains)._outcome = outcome;
        return grains;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name != nameof(IGrainFactory.GetGrain) ? throw new NotSupportedException(targetMethod.Name)
        : targetMethod.ReturnType == typeof(ITokenGrain) ? FakeGrain.Of<ITokenGrain>(_ => Task.FromResult<TokenHolder?>(null))
        : FakeGrain.Of<IUserGrain>(_ => _outcome);
}
