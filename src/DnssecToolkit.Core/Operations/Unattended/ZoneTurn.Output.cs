using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations.Unattended;

/// <content>The signed file itself: which one is about to be installed, and whether the one that is there is
/// ours.</content>
internal sealed partial class ZoneTurn
{
    /// <summary>Writes down what is about to be installed, so that a run that is killed after that has left
    /// word of it.</summary>
    /// <param name="path">The proven file, not yet in its place.</param>
    /// <param name="reason">Why it was made.</param>
    private void Intend(string path, string reason)
    {
        string? digest = FileStamp.Sha256Of(path);
        _run.Journal.Append(
            InstalledFile.Intention, _zone.Name.ToString(), reason,
            ("serial", SignedHead.Read(path, _zone.Name)?.Serial.ToString()), (InstalledFile.Detail, digest));
        _before = _before with { IntendedDigest = digest };
        _state = _state with { IntendedDigest = digest };
        _isOutputForeign = false; // from here on it is this one
        _before.Write(_run.State, _zone);
    }

    /// <summary>Says why the signed file's size or time is another than when it was left.</summary>
    private string WhatBecameOfOutput() => FileStamp.Sha256Of(_zone.Output) switch
    {
        null => "the signed file is gone",
        string digest when digest == _before.IntendedDigest =>
            "a run was interrupted after it had installed the signed file",
        string digest when digest == _before.OutputDigest =>
            "the signed file was copied or touched, and is the same",
        _ => "the signed file is not as it was left",
    };

    /// <summary>Looks whether somebody else changed the signed file: with a stolen key, perhaps.</summary>
    /// <returns>What to alarm somebody with; null where it is as it was left, or where a killed run may have
    /// left it.</returns>
    /// <remarks>Nothing is kept from such a file, be it damaged, cut short or empty: the zone is signed as if
    /// it were new, above every serial that was installed.</remarks>
    private RefusedException? AlteredOutput()
    {
        string? known = _before.OutputDigest;
        if (known is null && _damage is not null)
        {
            return Damaged(_damage);
        }

        if (known is null // by its content: who writes a file may set its time back
            || FileStamp.Sha256Of(_zone.Output) is not { } found || found == known
            || found == _before.IntendedDigest)
        {
            return null;
        }

        _isOutputForeign = true;
        if (_run.Request.IsDryRun)
        {
            return null;
        }

        string message =
            $"{_zone.Output} is not the file that was installed: its SHA-256 is {found}, and was {known}";
        Record("altered", message, digest: found);
        if (_run.InterruptedRun is not null)
        {
            _findings.Add(new Finding(CheckCodes.OutputAltered, default,
                $"{message}; run {_run.InterruptedRun} was interrupted"));
            return null; // a power loss may have taken what it had written down
        }

        return new RefusedException(
            CheckCodes.OutputAltered, $"{_zone.Name}: {message}",
            "find out who wrote it: the zone was signed anew from the accepted content; `signall health` compares what is served");
    }

    private RefusedException? Damaged(string damage)
    {
        _isOutputForeign = true;
        if (_run.Request.IsDryRun)
        {
            return null;
        }

        string above = _before.SerialFloor is { } floor ? $", above serial {floor}" : "";
        string children = _zone.Children is null
            ? "" : "; DS that children had by CDS or dsset- files have to be asked for again";
        string message = $"{_zone.Output} is damaged ({damage}), and nothing is known of what was installed";
        Record("altered", message, digest: FileStamp.Sha256Of(_zone.Output));
        return new RefusedException(
            CheckCodes.OutputAltered,
            $"{_zone.Name}: {message}: it was made anew from its input{above}{children}",
            "see why both were lost: a bad disk, perhaps");
    }

    // It was found other than it was left, and is what this run would have made.
    private void RecordFound(RefusedException? altered)
    {
        if (altered is not null
            || (_before.IntendedDigest is not null && _before.IntendedDigest != _before.OutputDigest))
        {
            Record("kept", "the signed file that was found was proven, and stays",
                digest: FileStamp.Sha256Of(_zone.Output));
        }
    }

    private string? DigestAfter(ZoneSigningReport report) =>
        report.Outcome == SigningOutcome.Signed ? _state.IntendedDigest
        : _before.OutputDigest is { } known && FileStamp.Of(_zone.Output) == _before.OutputStamp
        ? known : FileStamp.Sha256Of(_zone.Output);
}
