namespace DnssecToolkit.Interop.Foreign;

/// <summary>A theory that reads published test data, and is skipped with the reason printed where it is
/// absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusTheoryAttribute : TheoryAttribute
{
    /// <summary>Names what is needed: paths inside the corpus, or <c>tool:program</c>.</summary>
    public CorpusTheoryAttribute(params string[] needs) => Skip = SkipReason.ForCorpus(needs);
}
