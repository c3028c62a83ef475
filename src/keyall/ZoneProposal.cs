using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>What is to change in one zone.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Proposal">The change.</param>
internal sealed record ZoneProposal(DomainName Zone, KeyIndexProposal Proposal)
{
    /// <summary>Whether the rows of one side are still to come from the other host, so that nothing can be
    /// rehearsed.</summary>
    internal bool IsHalfKnown { get; init; }

    /// <summary>What of the change is entered here: all of it, unless another host enters the rest.</summary>
    internal KeyIndexProposal Part { get; init; } = Proposal;

    /// <summary>What its new keys need before they are entered, or null.</summary>
    internal BackupGate? Gate { get; init; }

    /// <summary>What has to be there before the keyindex says so, such as another signer's .key file; or
    /// null.</summary>
    internal Action? Before { get; init; }
}
