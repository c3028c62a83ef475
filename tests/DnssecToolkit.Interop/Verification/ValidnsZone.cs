namespace DnssecToolkit.Interop.Verification;

/// <summary>A zone of validns' tests.</summary>
/// <param name="File">Its path there.</param>
/// <param name="Moment">The moment at which it is looked at.</param>
/// <param name="IsSound">The suite's verdict, or null: it never looks at the file by itself.</param>
/// <param name="Faults">The tags of our faults in order, parted by spaces.</param>
/// <param name="Reason">Why the verdicts differ, or nothing.</param>
internal sealed record ValidnsZone(
    string File, string Moment, bool? IsSound, string Faults, string Reason = "");
