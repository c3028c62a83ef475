using System.CommandLine;
using DnssecToolkit.Time;

namespace DnssecToolkit.CommandLine;

/// <summary>What the world around an invocation is: its streams and its clock; a test puts its own
/// there.</summary>
/// <param name="tool">The tool's name.</param>
/// <param name="streams">The streams.</param>
/// <param name="clock">Tells the moment.</param>
/// <param name="interruption">Says that the operator wants the run to end.</param>
internal sealed class ToolInvocation(
    string tool, StandardStreams streams, Func<Timestamp> clock, Interruption interruption)
        : InvocationConfiguration
{
    internal string Tool { get; } = tool;

    internal StandardStreams Streams { get; } = streams;

    internal Func<Timestamp> Clock { get; } = clock;

    internal Interruption Interruption { get; } = interruption;
}
