using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations.Migration;

/// <summary>Proves that a zone that another program signs can be signed here from now on: nobody who has its
/// present DS, keys or data would notice.</summary>
/// <remarks>The zone is signed in a directory of its own, which is gone afterwards; nothing that is served is
/// touched.</remarks>
public sealed class ImportProof
{
    private readonly ZoneConfiguration _zone;
    private readonly PresentZone _present;
    private readonly IReadOnlyList<TrustAnchor> _ds;
    private readonly Timestamp _now;

    private ImportProof(ZoneConfiguration zone, PresentZone present, IReadOnlyList<TrustAnchor> ds,
        Timestamp now)
    {
        _zone = zone;
        _present = present;
        _ds = ds;
        _now = now;
    }

    /// <summary>Proves it.</summary>
    /// <param name="zone">The zone as it was imported.</param>
    /// <param name="present">The zone as it is served.</param>
    /// <param name="ds">The DS that its parent has now.</param>
    /// <param name="now">The moment.</param>
    /// <param name="tokens">Says how tokens are used.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>What the signing came to.</returns>
    /// <exception cref="RefusedException">It would not validate, for the reason in the message.</exception>
    /// <exception cref="KeyUnavailableException">A key cannot sign here.</exception>
    /// <exception cref="UnreadableInputException">The unsigned zone cannot be read.</exception>
    public static ZoneSigningReport Prove(
        ZoneConfiguration zone, PresentZone present, IReadOnlyList<TrustAnchor> ds, Timestamp now,
        Func<TokenConfiguration?, int, TokenUse?> tokens, CancellationToken stop) =>
        new ImportProof(zone, present, ds, now).Prove(tokens, stop);

    private ZoneSigningReport Prove(Func<TokenConfiguration?, int, TokenUse?> tokens, CancellationToken stop)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("dnssec-import-");
        try
        {
            string signed = Path.Combine(scratch.FullName, "signed");
            string content = _zone.Primary is null ? _zone.File : _present.File; // nothing was fetched from its primary yet
            ZoneSigningJob job = ConfiguredJob.Of(_zone, content, _now, tokens, Environment.ProcessorCount) with
            {
                Output = signed,
                Previous = _present.File,
                Signing = _zone.Policy.At(_now) with { Reuse = SignatureReuse.Never }, // each key has to show that it can sign
            };
            ZoneSigningReport report = ZoneSigningRun.Run(job, new FindingList(), null, stop);
            DemandPresentKeys(PresentZone.Read(signed, stop));
            DemandTrust(signed, stop);
            return report;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    // Caches have the present keys with present signatures, and present keys without the new ones.
    private void DemandPresentKeys(PresentZone coming)
    {
        if (_present.Keys.FirstOrDefault(key => !coming.Keys.Contains(key)) is { } absent)
        {
            throw Refusal(
                $"key {(int)absent.Algorithm}/{absent.Tag}, which the zone publishes now, would be gone: caches still have signatures by it", "copy its files to the key directory");
        }

        if (coming.Keys.FirstOrDefault(key => coming.Signs(key)
            && !_present.Keys.Contains(key)) is { } unknown)
        {
            throw Refusal(
                $"key {(int)unknown.Algorithm}/{unknown.Tag} would sign, and is not published now: caches do not know it", "publish it first, with Activate later");
        }
    }

    private void DemandTrust(string signed, CancellationToken stop)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(signed, new ZoneFileOptions { Origin = _zone.Name },
            findings, stop);
        VerificationPolicy policy = new()
        {
            Moments = [_now],
            Expectation = ZoneExpectation.Signed,
            TrustAnchors = _ds
        };
        Zone zone = new ZoneBuilder(_zone.Name, findings).Add(content.Pages).Build();
        VerificationReport report = ZoneVerifier.Verify(zone, policy, findings, stop);
        if (!report.Sound
            && findings.Kept.FirstOrDefault(finding => finding.Severity == Severity.Fault) is { } fault)
        {
            throw new RefusedException(fault.Code,
                $"{_zone.Name}: signed here, the zone would not validate: {fault.Message}", fault.Hint
                ?? "leave the present signer at work until this is mended");
        }
    }

    private RefusedException Refusal(string message, string hint) =>
        new(CheckCodes.ImportKeys, $"{_zone.Name}: {message}", hint);
}
