using Xunit.Abstractions;
using Xunit.Sdk;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>Makes the cases of <see cref="StackTheoryAttribute"/>.</summary>
/// <param name="messages">Takes what goes wrong.</param>
public sealed class StackTheoryDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        StackTheoryAttribute theory =
            (StackTheoryAttribute)((ReflectionAttributeInfo)factAttribute).Attribute;
        TestMethodDisplay display = discoveryOptions.MethodDisplayOrDefault();
        TestMethodDisplayOptions options = discoveryOptions.MethodDisplayOptionsOrDefault();
        foreach (string stack in theory.Stacks)
        {
            IEnumerable<object[]> rows = theory.ByAlgorithm
                ? TokenStacks.AlgorithmsOf(stack).Select(algorithm => (object[])[stack, algorithm])
                : [[stack]];
            string? reason = TokenStacks.SkipReasonOf(stack);
            foreach (object[] row in rows)
            {
                yield return reason is null
                    ? new XunitTestCase(messages, display, options, testMethod, row)
                    : new XunitSkippedDataRowTestCase(messages, display, options, testMethod, reason, row);
            }
        }
    }
}
