namespace DnssecToolkit.Reporting;

/// <summary>Something that somebody should look at.</summary>
/// <param name="Level">How soon.</param>
/// <param name="Message">What, as a clause.</param>
public sealed record HealthRemark(StatusLevel Level, string Message);
