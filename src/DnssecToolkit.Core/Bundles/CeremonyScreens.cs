namespace DnssecToolkit.Bundles;

/// <summary>What the offline machine should show of the files of a ceremony, as far as that is known when the
/// script is printed.</summary>
/// <param name="Request">What <c>keyall request check</c> shows.</param>
/// <param name="Ground">What <c>keyall ceremony run</c> shows before its first step.</param>
/// <param name="Agreement">What it shows before it asks whether this is to be signed.</param>
/// <param name="Response">What it shows when the response was written.</param>
public sealed record CeremonyScreens(string Request, string Ground, string Agreement, string Response);
