using System.Reflection;
using Xunit.Sdk;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A stack, for a theory; skipped with the reason printed where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class StackAttribute : DataAttribute
{
    private readonly string _stack;

    /// <summary>Names the stack.</summary>
    public StackAttribute(string stack)
    {
        _stack = stack;
        Skip = TokenStacks.SkipReasonOf(stack);
    }

    /// <inheritdoc/>
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[_stack]];
}
