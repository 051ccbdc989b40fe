using Xunit.Sdk;
using Xunit.v3;

// Each test starts a cluster of its own and measures times: two at once would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
