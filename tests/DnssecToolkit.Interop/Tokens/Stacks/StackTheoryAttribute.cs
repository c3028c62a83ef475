using Xunit.Sdk;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A test that runs once on each stack; on those that cannot be started it is skipped, with the
/// reason printed.</summary>
/// <param name="stacks">The stacks; all where none is named.</param>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("DnssecToolkit.Interop.Tokens.Stacks."
    + nameof(StackTheoryDiscoverer), "DnssecToolkit.Interop")]
public sealed class StackTheoryAttribute(params string[] stacks) : FactAttribute
{
    /// <summary>The stacks.</summary>
    public IReadOnlyList<string> Stacks => stacks.Length == 0 ? TokenStacks.Names : stacks;

    /// <summary>Whether it runs once for each algorithm of each stack.</summary>
    public bool ByAlgorithm { get; set; }

    /// <summary>Whether it mounts something, which not every machine lets root do.</summary>
    public bool Mounts
    {
        get;
        set
        {
            field = value;
            Skip = value ? Backup.MediaFactAttribute.WhyNot : null;
        }
    }
}
