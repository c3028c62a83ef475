using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Signs an apex by itself, in a directory that is gone afterwards, with the keys, keyindex and
/// bundles that a run would use: a few signatures, however large the zone, prove that each key that signs
/// can.</summary>
public static class ApexProof
{
    /// <summary>Signs it.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="serial">The serial before.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="tokens">Says how tokens are used.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The apex as it would be published.</returns>
    /// <exception cref="ToolkitException">A key cannot sign, or the result does not verify.</exception>
    public static PresentZone Sign(
        ZoneConfiguration zone, SerialNumber serial, Timestamp moment,
        Func<TokenConfiguration?, int, TokenUse?> tokens, CancellationToken stop)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("dnssec-apex-");
        try
        {
            string source = Path.Combine(scratch.FullName, "apex");
            File.WriteAllText(source, string.Create(
                CultureInfo.InvariantCulture,
                $"$TTL 300\n{zone.Name} SOA . . {serial.Value} 7200 3600 1209600 300\n{zone.Name} NS ns.invalid.\n"));
            ZoneSigningJob job = ConfiguredJob.Of(zone, source, moment, tokens, threads: 1) with
            {
                Output = Path.Combine(scratch.FullName, "signed"),
                Serial = SerialPolicy.Increment,
                ChildDsDirectory = null,
            };
            ZoneSigningRun.Run(job, new FindingList(), null, stop);
            return PresentZone.Read(job.Output, stop);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
