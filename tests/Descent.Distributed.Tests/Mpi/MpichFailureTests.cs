namespace Descent.Distributed.Tests.Mpi;

public sealed class MpichFailureTests() : MpiFailureTests("MPICH");
