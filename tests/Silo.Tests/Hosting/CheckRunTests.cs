using Microsoft.Extensions.Time.Testing;

namespace OrleansUsers.Silo.Tests;

public sealed class CheckRunTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_check_that_hangs_or_fails_is_a_fault_and_the_others_are_run()
    {
        var runs = CheckRun.Start(
            [
                new Check("blocking", () => new TaskCompletionSource<IReadOnlyList<CheckResult>>().Task),
                new Check("failing", () => throw new InvalidOperationException("It is broken.\n   at Somewhere")),
                new Check("working", () => Task.FromResult<IReadOnlyList<CheckResult>>([CheckResult.Ok("working")])),
            ],
            _clock);
        Assert.Equal([CheckResult.Fault("failing: It is broken.")], await runs[1]);
        Assert.Equal([CheckResult.Ok("working")], await runs[2]);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal([CheckResult.Fault("blocking: there was no answer within 9 s.")], await runs[0]);
    }

    private sealed class Check(string subject, Func<Task<IReadOnlyList<CheckResult>>> run) : ICheck
    {
        public string Subject => subject;

        public Task<IReadOnlyList<CheckResult>> Run() => run();
    }
}
