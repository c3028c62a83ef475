using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>A version is out, and only the record of what was served could not be written.</summary>
internal static class UnrecordedVersion
{
    /// <summary>Why the next run has work.</summary>
    internal const string Due = "the record of what was served was not written";

    /// <summary>Says so, and what follows.</summary>
    /// <param name="report">What was done.</param>
    /// <param name="state">How far the version has come, such as <c>installed</c>.</param>
    /// <param name="cause">Why the record could not be written.</param>
    internal static UnwritableOutputException Of(
        ZoneSigningReport report, string state, Exception cause) => new(
        $"{report.Zone}: serial {report.Serial} is {state}, and only the record of what was served was not"
            + $" written: {cause.Message}",
        "see that this place is writable and has room, then run again: the next run counts what it finds"
            + " installed as served from then on, so that keys may wait for longer", cause);

    /// <summary>Says that beside what else went wrong.</summary>
    /// <param name="unrecorded">It.</param>
    /// <param name="failure">What else, or null.</param>
    internal static UnwritableOutputException Beside(
        UnwritableOutputException unrecorded, Exception? failure) =>
        failure is null ? unrecorded : new UnwritableOutputException(
            $"{failure.Message}; besides, {unrecorded.Message}",
            (failure as ToolkitException)?.Hint is { } hint ? $"{hint}; {unrecorded.Hint}" : unrecorded.Hint,
            failure);
}
