namespace DnssecToolkit.Configuration;

/// <summary>The files that show the state after each run; null for none.</summary>
/// <param name="Page">The page for people, HTML.</param>
/// <param name="Json">The same for programs.</param>
/// <param name="Metrics">The same for Prometheus' textfile collector.</param>
public sealed record StatusOutputs(string? Page = null, string? Json = null, string? Metrics = null);
