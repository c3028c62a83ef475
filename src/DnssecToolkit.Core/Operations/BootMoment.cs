namespace DnssecToolkit.Operations;

/// <summary>A moment by the count of seconds that begins when the machine starts, goes on while it sleeps,
/// and that nobody sets.</summary>
/// <param name="Boot">Which start it was.</param>
/// <param name="Seconds">Seconds since then.</param>
public sealed record BootMoment(string Boot, long Seconds);
