namespace DnssecToolkit.Interop.Foreign;

/// <summary>A fact that reads published test data, and is skipped with the reason printed where it is
/// absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusFactAttribute : FactAttribute
{
    /// <summary>Names what is needed: paths inside the corpus, or <c>tool:program</c>.</summary>
    public CorpusFactAttribute(params string[] needs) => Skip = SkipReason.ForCorpus(needs);
}
