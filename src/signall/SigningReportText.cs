using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Operations;
using DnssecToolkit.Planning;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Signall;

/// <summary>The report for people, and for the log.</summary>
internal static class SigningReportText
{
    /// <summary>Says the details, where somebody is looking; the verdict came with
    /// <see cref="Log"/>.</summary>
    public static void Say(ZoneSigningReport report, ToolConsole console)
    {
        console.Say($"  {Number(report.Names)} names, {Number(report.RRsets)} RRsets, {Number(report.ChainLength)} in the chain");
        console.Say($"  {Number(report.Signatures.Values.Sum())} signatures: {Reasons(report)}");
        foreach ((SigningKey key, int made) in report.Keys)
        {
            console.Say($"  key {key.Key} made {Number(made)}");
        }

        if (report.FirstExpiration is { } first)
        {
            console.Say($"  first expiration {first}");
        }

        foreach ((RecoveryStep step, int count) in report.Recoveries)
        {
            console.Say($"  recovery: {WordsOf(step)} {Number(count)}");
        }

        console.Say($"  {Times(report)}");
        if (report.DsFile is not null)
        {
            console.Say($"  DS for the parent in {report.DsFile}");
        }
    }

    /// <summary>Gives the verdict to the log, and so to people.</summary>
    public static void Log(ZoneSigningReport report, ToolRun run) => run.Log
        .ForContext("Zone", report.Zone.ToString())
        .ForContext("Outcome", report.Outcome.ToString())
        .ForContext("Serial", report.Serial.Value)
        .ForContext("SignaturesMade", report.Made)
        .ForContext("SignaturesReused", report.Reused)
        .ForContext("SignaturesDeferred", report.Deferred)
        .ForContext("FirstExpiration", report.FirstExpiration?.ToString())
        .Information("{Verdict:l}", Verdict(report));

    private static string Verdict(ZoneSigningReport report) => report.Outcome switch
    {
        SigningOutcome.Signed => $"{report.Zone} signed as serial {report.Serial} (input {report.InputSerial}"
            + (report.PublishedSerial is { } published ? $", published before {published}" : "")
            + $"): {report.Output}",
        SigningOutcome.Unchanged =>
            $"{report.Zone} is unchanged and all its signatures are fresh: {report.Output} left as it is,"
            + $" serial {report.Serial}",
        _ => $"{report.Zone} would be signed as serial {report.Serial}; nothing was done (--dry-run)",
    };

    private static string Reasons(ZoneSigningReport report)
    {
        IEnumerable<string> parts = report.Signatures.Where(entry => entry.Value > 0)
            .Select(entry => $"{Number(entry.Value)} {WordsOf(entry.Key)}");
        return string.Join(", ", parts);
    }

    private static string WordsOf(SigningReason reason) => reason switch
    {
        SigningReason.Reused => "kept",
        SigningReason.NewData => "for new data",
        SigningReason.Expiring => "for expiring ones",
        SigningReason.KeyRoll => "by a new key",
        SigningReason.Presigned => "by an offline key",
        SigningReason.Deferred => "due, and left to later runs",
        _ => "forced",
    };

    private static string WordsOf(RecoveryStep step) => step switch
    {
        RecoveryStep.Retry => "calls made again",
        RecoveryStep.NewSession => "new sessions",
        RecoveryStep.Login => "new logins",
        RecoveryStep.RestartModule => "starts of the module",
        RecoveryStep.NewProcess => "new processes for the module",
        _ => "runs of the operator's command",
    };

    private static string Times(ZoneSigningReport report)
    {
        string stages = string.Join(", ",
            report.Stages.Select(stage => $"{stage.Stage} {Seconds(stage.Duration)}"));
        double signing = report.Stages.Where(stage => stage.Stage == "signing")
            .Sum(stage => stage.Duration.TotalSeconds);
        return report.Outcome == SigningOutcome.Signed && report.Made > 0 && signing > 0
            ? $"{stages} ({Number((long)(report.Made / signing))} signatures a second)" : stages;
    }

    private static string Seconds(TimeSpan duration) =>
        duration.TotalSeconds.ToString("0.00 's'", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
