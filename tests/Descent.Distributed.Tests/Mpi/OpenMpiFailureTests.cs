namespace Descent.Distributed.Tests.Mpi;

public sealed class OpenMpiFailureTests() : MpiFailureTests("Open MPI");
