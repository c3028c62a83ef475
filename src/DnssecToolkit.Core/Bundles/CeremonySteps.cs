using System.Collections.Immutable;

namespace DnssecToolkit.Bundles;

/// <summary>The steps of a signing ceremony: what is printed to be filled in, and what <c>keyall ceremony run</c> asks for.</summary>
public static class CeremonySteps
{
    private const string ToolIsRight = "The SHA-256 of the tool is the published one";
    private const string RequestIsRight = "The words of the request are those that the side of the ZSKs reads out";
    private const string PreviousIsRight = "The previous response is the one of the last ceremony";

    /// <summary>The roles, each with a place for a name and a signature.</summary>
    public static ImmutableArray<string> Roles { get; } =
        ["Ceremony administrator", "Internal witness", "Key holder 1", "Key holder 2", "External witness"];

    /// <summary>What is done before the request is signed.</summary>
    public static ImmutableArray<string> Before { get; } =
    [
        "All roles are present; each participant has signed the list",
        "The machine has no network and no disk but the medium it was started from",
        ToolIsRight,
        "The numbers of the tamper-evident bags are those of the last script; the bags are opened",
        "The clock is right, in UTC, to the minute",
        RequestIsRight,
        PreviousIsRight,
    ];

    /// <summary>The file that a step is about, as a script names it; null where it is about none.</summary>
    public static string? FileOf(string step) => step switch
    {
        ToolIsRight => "tool",
        RequestIsRight => "request",
        PreviousIsRight => "previous response",
        _ => null,
    };

    /// <summary>What is done after the response was written.</summary>
    public static ImmutableArray<string> After { get; } =
    [
        "The words of the response were read out and written down",
        "Two copies of the response and its manifest were made and compared",
        "Keys and media are in new tamper-evident bags; their numbers were written down",
        "Still to be done, and known to all: this transcript is copied twice, the machine is switched off, and everything goes back into the safe",
    ];
}
