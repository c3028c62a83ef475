using DnssecToolkit.Names;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>A zone file to inspect.</summary>
/// <param name="Path">The file, as messages are to name it.</param>
/// <param name="Policy">What is to be found out; its previous version comes
/// from <see cref="PreviousPath"/>.</param>
public sealed record InspectionRequest(string Path, VerificationPolicy Policy)
{
    /// <summary>The zone's name, or null for the owner of the file's SOA.</summary>
    public DomainName? Origin { get; init; }

    /// <summary>The file of the version that this one is to replace, or null.</summary>
    public string? PreviousPath { get; init; }

    /// <summary>A check beyond the file, such as what its servers publish, whose
    /// findings join the report; or null.</summary>
    public Func<Zone, CancellationToken, FurtherFindings>? FurtherCheck { get; init; }
}
