namespace DnssecToolkit.Diagnostics;

/// <summary>A check that input, a zone, a key or a plan can fail, under one name everywhere: output, docs,
/// fixtures, tests.</summary>
/// <param name="Tag">The stable name printed in brackets, such as <c>NSEC3-CHAIN-BROKEN</c>.</param>
/// <param name="Severity">What failing it means, unless the operator's policy says otherwise.</param>
/// <param name="Reference">Where the rule is written, such as <c>RFC 5155 §7.1</c>.</param>
/// <param name="Summary">What the check demands, in one lower-case clause.</param>
public sealed record CheckCode(string Tag, Severity Severity, string Reference, string Summary)
{
    /// <summary>Gives the tag.</summary>
    public override string ToString() => Tag;
}
