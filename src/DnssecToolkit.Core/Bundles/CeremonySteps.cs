using System.Collections.Immutable;

namespace DnssecToolkit.Bundles;

/// <summary>The steps of a signing ceremony: what is printed to be filled in, and what <c>keyall ceremony run</c> asks for.</summary>
public static class CeremonySteps
{
    /// <summary>The roles, each with a place for a name and a signature.</summary>
    public static ImmutableArray<string> Roles { get; } =
        ["Ceremony administrator", "Internal witness", "Key holder 1", "Key holder 2", "External witness"];

    /// <summary>What is done before the request is signed.</summary>
    public static ImmutableArray<string> Before { get; } =
    [
        "All roles are present; each participant has signed the list",
        "The machine has no network and no disk but the medium it was started from",
        "The SHA-256 of the tool is the published one",
        "The numbers of the tamper-evident bags are those of the last script; the bags are opened",
        "The clock is right, in UTC, to the minute",
        "The words of the request are those that the side of the ZSKs reads out",
        "The previous response is the one of the last ceremony",
    ];

    /// <summary>What is done after the response was written.</summary>
    public static ImmutableArray<string> After { get; } =
    [
        "The words of the response were read out and written down",
        "Two copies of the response, its manifest and this transcript were made and compared",
        "Keys and media are in new tamper-evident bags; their numbers were written down",
        "The machine is off, and everything is back in the safe",
    ];
}
