using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;

namespace Descent.Architecture.Tests;

/// <summary>
/// TorchSharp hands a Scalar's pointer to libtorch without keeping the Scalar: one that nothing else holds may be freed by the
/// garbage collector while the native code reads it, and the run ends with "Unknown scalar type".
/// </summary>
public sealed class ScalarLifetimeTests
{
    private static readonly HashSet<string> MakeScalarsInside = MethodsOfTorchSharp();

    [Theory]
    [MemberData(nameof(PublicApiTests.Projects), MemberType = typeof(PublicApiTests))]
    public void Every_number_given_to_libtorch_is_held_until_it_was_read(string project)
    {
        using ModuleDefinition module = Read(Assembly.Load($"Descent.{project}"));
        IEnumerable<string> loose = from method in Bodies(module)
                                    from call in Calls(method)
                                    where MakeScalarsInside.Contains(Called(call).FullName) || (MakesScalar(Called(call)) && !IsHeld(method, call))
                                    select $"{method.FullName} calls {Called(call).FullName}: TensorArithmetic, or 'using Scalar'";

        Assert.Empty(loose);
    }

    [Fact]
    public void TorchSharp_still_makes_them_where_it_adds()
    {
        Assert.Contains(MakeScalarsInside, name => name.Contains("Tensor::op_Addition", StringComparison.Ordinal));
        Assert.Contains(MakeScalarsInside, name => name.Contains("Tensor::square(", StringComparison.Ordinal));
    }

    // Those that make one themselves and those that call one of them.
    private static HashSet<string> MethodsOfTorchSharp()
    {
        using ModuleDefinition module = Read(typeof(torch).Assembly);
        MethodDefinition[] methods = [.. Bodies(module).Where(method => method.DeclaringType.Name is not (nameof(Scalar) or nameof(ScalarExtensionMethods)))];
        Dictionary<string, string[]> called = methods.ToDictionary(method => method.FullName, method => Calls(method).Select(call => Called(call).FullName).ToArray());
        HashSet<string> makers = [.. methods.Where(method => Calls(method).Any(call => MakesScalar(Called(call)))).Select(method => method.FullName)];
        while (called.Where(method => !makers.Contains(method.Key) && method.Value.Any(makers.Contains)).Select(method => method.Key).ToArray() is { Length: > 0 } more)
        {
            makers.UnionWith(more);
        }

        return makers;
    }

    private static ModuleDefinition Read(Assembly assembly) => ModuleDefinition.ReadModule(assembly.Location);

    private static IEnumerable<MethodDefinition> Bodies(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);

    private static IEnumerable<Instruction> Calls(MethodDefinition method) =>
        method.Body.Instructions.Where(instruction => instruction.OpCode.FlowControl == FlowControl.Call && instruction.Operand is MethodReference);

    private static MethodReference Called(Instruction call) => (MethodReference)call.Operand;

    private static bool MakesScalar(MethodReference method) => method.ReturnType.FullName == typeof(Scalar).FullName
        && method.DeclaringType.Name is nameof(Scalar) or nameof(ScalarExtensionMethods);

    // In a static field, or in a local that the method disposes in the end.
    private static bool IsHeld(MethodDefinition method, Instruction call) => call.Next.OpCode.Code == Code.Stsfld
        || (Local("stloc", call.Next) is { } local
            && method.Body.Instructions.Any(i => Local("ldloc", i) == local && i.Next?.Operand is MethodReference { Name: nameof(IDisposable.Dispose) }));

    // stloc, stloc.s and stloc.0 to stloc.3.
    private static int? Local(string operation, Instruction instruction) => instruction.OpCode.Name.Split('.')[0] != operation ? null
        : instruction.Operand is VariableDefinition variable ? variable.Index
        : instruction.OpCode.Name[^1] - '0';
}
