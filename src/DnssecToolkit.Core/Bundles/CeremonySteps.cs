using System.Collections.Immutable;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>The steps of a signing ceremony: what is printed to be filled in, and what <c>keyall ceremony
/// run</c> asks for.</summary>
public static class CeremonySteps
{
    private const string ToolIsRight = "The SHA-256 of the tool is the published one";
    private const string RequestIsRight =
        "The words of the request are those that the side of the ZSKs reads out";
    private const string ForLossIsRight =
        "The words of the request for a sealed response are those that the side of the ZSKs reads out";
    private const string PreviousIsRight = "The previous response is the one of the last ceremony";
    private const string NewBags = "Numbers of the new tamper-evident bags that keys and media are in";

    /// <summary>What the request for the sealed response for the loss of the ZSKs is called.</summary>
    public const string RequestForLoss = "request for a sealed response";

    /// <summary>The roles, each with a place for a name and a signature.</summary>
    public static ImmutableArray<string> Roles { get; } =
        ["Ceremony administrator", "Internal witness", "Key holder 1", "Key holder 2", "External witness"];

    /// <summary>What is done before the request is signed; each step is asked for when it is its
    /// turn.</summary>
    /// <param name="isFirst">Whether no response is before this one.</param>
    /// <param name="hasForLoss">Whether a request for a sealed response is signed, too.</param>
    /// <param name="networks">The networks that the machine is on.</param>
    /// <param name="clock">Gives what its clock shows.</param>
    /// <returns>Each step's text, made anew whenever it is asked for again.</returns>
    public static IEnumerable<Func<string>> Before(bool isFirst, bool hasForLoss, string networks,
        Func<string> clock)
    {
        yield return () => "All roles are present; each participant has signed the list";
        yield return () => "The machine has no disk but the medium it was started from, and no network; "
            + $"those that it is on: {networks}";
        yield return () => ToolIsRight;
        yield return () =>
            "The numbers of the tamper-evident bags are those of the last script; the bags are opened";
        yield return () => $"The clock is right, in UTC, to the minute; it shows {clock()}";
        yield return () => RequestIsRight;
        if (hasForLoss)
        {
            yield return () => ForLossIsRight;
        }

        yield return () => isFirst
            ? "There is no previous response: this is the zone's first ceremony"
            : PreviousIsRight;
    }

    /// <summary>What the people agree to at last.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="sha256">The request's SHA-256 in hex.</param>
    public static string Agreement(DomainName zone, string sha256) =>
        $"The request for {zone} with SHA-256 {sha256} is to be signed as shown";

    /// <summary>What is done after the response was written.</summary>
    public static ImmutableArray<string> After { get; } =
    [
        "The words of the response were read out and written down",
        "Two copies of the response and its manifest were made and compared",
        NewBags,
        "Still to be done, and known to all: this transcript is copied twice, the machine is switched off, and everything goes back into the safe",
    ];

    /// <summary>Whether a step asks for what is to be taken down, and not for Yes.</summary>
    public static bool IsNoted(string step) => step == NewBags;

    /// <summary>The file that a step is about, as a script names it; null where it is about none.</summary>
    public static string? FileOf(string step) => step switch
    {
        ToolIsRight => "tool",
        RequestIsRight => "request",
        ForLossIsRight => RequestForLoss,
        PreviousIsRight => "previous response",
        _ => null,
    };
}
