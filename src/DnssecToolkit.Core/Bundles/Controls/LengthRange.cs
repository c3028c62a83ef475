using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>Lengths of time from one to another, both included.</summary>
/// <param name="Least">The shortest, in seconds.</param>
/// <param name="Most">The longest, in seconds.</param>
public readonly record struct LengthRange(long Least, long Most)
{
    /// <summary>Whether a length lies within, or outside by no more than a tolerance.</summary>
    public bool Contains(long seconds, long tolerance) =>
        seconds >= Least - tolerance && seconds <= Most + tolerance;

    /// <summary>Gives <c>9d to 11d</c>, or one length.</summary>
    public override string ToString() => Least == Most ? Text(Least) : $"{Text(Least)} to {Text(Most)}";

    /// <summary>Writes a length, also a negative one.</summary>
    internal static string Text(long seconds) =>
        seconds < 0 ? $"-{new Period(0, -seconds)}" : new Period(0, seconds).ToString();
}
