namespace DnssecToolkit.Tests.CommandLine;

/// <summary>A terminal at which somebody does something while a question waits, and then types Yes.</summary>
internal sealed class ConsentAfter(Action meanwhile) : TextReader
{
    public override string? ReadLine()
    {
        meanwhile();
        return "Yes";
    }
}
