// Page faults and the memory of the process are asserted: no test may run beside those.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
