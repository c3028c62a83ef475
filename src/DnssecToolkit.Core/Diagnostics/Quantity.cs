namespace DnssecToolkit.Diagnostics;

/// <summary>How messages count things.</summary>
public static class Quantity
{
    /// <summary>A number of things, as in <c>1 fault</c> and <c>2 faults</c>.</summary>
    public static string Of(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
