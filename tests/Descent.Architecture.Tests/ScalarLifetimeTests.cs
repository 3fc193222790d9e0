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
    [InlineData("Torch")]
    [InlineData("Data")]
    [InlineData("Models")]
    [InlineData("Training")]
    [InlineData("Doctor")]
    [InlineData("Distributed")]
    [InlineData("Lab")]
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
        || (Stored(call.Next) is { } local && method.Body.Instructions.Any(i => Loaded(i) == local && i.Next?.Operand is MethodReference { Name: nameof(IDisposable.Dispose) }));

    private static int? Stored(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Stloc_0 => 0,
        Code.Stloc_1 => 1,
        Code.Stloc_2 => 2,
        Code.Stloc_3 => 3,
        Code.Stloc or Code.Stloc_S => ((VariableDefinition)instruction.Operand).Index,
        _ => null,
    };

    private static int? Loaded(Instruction instruction) => instruction.OpCode.Code switch
    {
        Code.Ldloc_0 => 0,
        Code.Ldloc_1 => 1,
        Code.Ldloc_2 => 2,
        Code.Ldloc_3 => 3,
        Code.Ldloc or Code.Ldloc_S => ((VariableDefinition)instruction.Operand).Index,
        _ => null,
    };
}
