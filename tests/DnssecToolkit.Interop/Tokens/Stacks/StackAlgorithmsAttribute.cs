using System.Reflection;
using Xunit.Sdk;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A stack with each of its algorithms, for a theory; skipped with the reason printed where the stack cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class StackAlgorithmsAttribute : DataAttribute
{
    private readonly string _stack;

    /// <summary>Names the stack.</summary>
    public StackAlgorithmsAttribute(string stack)
    {
        _stack = stack;
        Skip = TokenStacks.SkipReasonOf(stack);
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) =>
        TokenStacks.AlgorithmsOf(_stack).Select(algorithm => (object[])[_stack, algorithm]);
}
