// libtorch has one default generator and one number of threads in a process, so what draws or trains goes one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
