using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Verifyzone;

/// <summary>The report for a tired operator: verdict first, then a paragraph a cause,
/// then what the zone is made of.</summary>
internal static class ReportText
{
    private const int HistogramWidth = 40;
    private const int MostDays = 14;
    private const int MostKeys = 20;

    /// <summary>Writes it to standard output.</summary>
    public static void Write(VerificationReport report, string path, ToolConsole console)
    {
        TextWriter output = console.Output;
        output.WriteLine($"{path}: {Verdict(report)}");
        foreach (FindingGroup group in report.Groups.Where(group => IsWanted(group, console)))
        {
            output.WriteLine();
            WriteGroup(group, output);
        }

        foreach (SuppressedGroup suppressed in report.Suppressed)
        {
            output.WriteLine();
            output.WriteLine(
                $"not counted [{suppressed.Group.Code}] {Times(suppressed.Group.Count)}:"
                + $" {suppressed.Reason}");
        }

        output.WriteLine();
        WriteZone(report, output);
        if (report.Expirations is not null && console.IsTalkative)
        {
            WriteHistogram(report.Expirations, output);
        }
    }

    /// <summary>The verdict and each cause with its first example, a line each, as for a log.</summary>
    public static IEnumerable<(Severity Severity, string Line)> LinesOf(
        VerificationReport report, string path)
    {
        Severity worst = report.Groups.Select(group => group.Severity).DefaultIfEmpty(Severity.Note).Max();
        return report.Groups
            .Select(group => (group.Severity, $"{First(group)} ({Times(group.Count)})"))
            .Prepend((worst, $"{path}: {Verdict(report)}"));

        static string First(FindingGroup group) =>
            group.Examples is [var first, ..] ? first.ToString() : $"[{group.Code}]";
    }

    private static bool IsWanted(FindingGroup group, ToolConsole console) =>
        group.Severity != Severity.Note || console.IsTalkative;

    private static string Verdict(VerificationReport report)
    {
        string zone = $"{report.Zone} serial {report.Serial}, {(report.IsSigned ? "signed" : "unsigned")}";
        long faults = report.CountOf(Severity.Fault);
        long warnings = report.CountOf(Severity.Warning);
        if (faults == 0)
        {
            string sound = IsUnproven(report)
                ? "sound but for its signatures, none of which was verified" : "sound";
            (long Number, string Noun)[] kinds = [(warnings, "warning"), (NotesOf(report), "note")];
            string[] more =
                [.. kinds.Where(kind => kind.Number > 0).Select(kind => Count(kind.Number, kind.Noun))];
            string besides = more.Length == 0 ? "" : $", with {string.Join(" and ", more)}";
            return $"{zone}: {sound}{besides}{Reservations(report)}";
        }

        int causes = report.Groups.Count(group => group.Severity == Severity.Fault);
        string unproven = IsUnproven(report) ? "; no signature was verified" : "";
        string found = $"{Count(faults, "fault")} of {Count(causes, "cause")}";
        return $"{zone}: NOT SOUND: {found}; {Effect(report.Effect)}{unproven}";
    }

    // Sizes of answers are measured of every signed zone, and are no news.
    private static long NotesOf(VerificationReport report) => report.Groups
        .Where(group => group.Severity == Severity.Note)
        .Where(group => !group.Code.Tag.StartsWith("ANSWER-SIZE-", StringComparison.Ordinal))
        .Sum(group => group.Count);

    private static bool IsUnproven(VerificationReport report) =>
        report is { Signatures: > 0, SignaturesVerified: 0 };

    private static void WriteGroup(FindingGroup group, TextWriter output)
    {
        string cause = group.Cause.Length == 0 ? "" : $", {group.Cause}";
        output.WriteLine(
            $"{group.Severity.ToString().ToLowerInvariant()} [{group.Code}] {Times(group.Count)}{cause}");
        output.WriteLine($"  rule: {group.Code.Summary} ({group.Code.Reference})");
        foreach (Finding example in group.Examples)
        {
            string place = example.Location.File is null ? "" : $"{example.Location}: ";
            output.WriteLine($"  {place}{example.Message}");
        }

        if (group.Count > group.Examples.Count)
        {
            output.WriteLine($"  and {Number(group.Count - group.Examples.Count)} more");
        }

        output.WriteLine($"  effect: {Effect(group.Effect)}{Exception(group)}");
        output.WriteLine($"  to do: {CheckAdvice.For(group.Code).Cure}");
    }

    private static void WriteZone(VerificationReport report, TextWriter output)
    {
        output.WriteLine(
            $"{Number(report.Names)} names, {Number(report.Delegations)} delegations"
            + $" ({Number(report.SecureDelegations)} secure),"
            + $" {Number(report.Records)} records in {Number(report.RRsets)} RRsets");
        if (report.IsSigned)
        {
            output.WriteLine(
                $"{Number(report.Signatures)} signatures of {Number(report.SignedRRsets)} RRsets,"
                + $" {Number(report.SignaturesVerified)} verified;"
                + $" denial by {Denial(report.Denial)}");
        }

        foreach (KeyUse use in report.Keys.Take(MostKeys))
        {
            string role = (use.Key.IsSep ? "SEP" : "no SEP") + (use.Key.IsRevoked ? ", revoked" : "");
            output.WriteLine(
                $"key {(int)use.Key.Algorithm}/{use.Key.Tag} ({role}): {Count(use.Signatures, "signature")}");
        }

        if (report.Keys.Count > MostKeys)
        {
            output.WriteLine($"and {Count(report.Keys.Count - MostKeys, "more key")}");
        }

        if (report.Expirations is { } expirations)
        {
            output.WriteLine(
                $"first expiration {expirations.First} ({expirations.FirstRRset}),"
                + $" in {Span(expirations.First - report.Moments[0])};"
                + $" last {expirations.Last}");
        }

        if (report.Answers.Count > 0)
        {
            string sizes = string.Join(", ", report.Answers.Select(
                answer => $"{answer.Kind.ToString().ToUpperInvariant()} {Number(answer.Octets)}"));
            output.WriteLine($"largest answers in octets: {sizes}");
        }

        if (report.Changes is { } changes)
        {
            WriteChanges(changes, output);
        }

        foreach (string server in report.Servers)
        {
            output.WriteLine($"asked {server}");
        }
    }

    private static void WriteChanges(ZoneChanges changes, TextWriter output)
    {
        output.WriteLine(
            $"since serial {changes.PreviousSerial}: {Number(changes.NamesAdded)} names added,"
            + $" {Number(changes.NamesRemoved)} removed,"
            + $" {Number(changes.NamesChanged)} changed;"
            + $" {Number(changes.DelegationsAdded)} delegations added,"
            + $" {Number(changes.DelegationsRemoved)} removed; NS of {Number(changes.NsChanged)} changed;"
            + $" DS of {Number(changes.DsChanged)} changed,"
            + $" {Number(changes.DsAdded)} of them added, {Number(changes.DsRemoved)} removed");
        if (changes.KeysAdded.Count + changes.KeysRemoved.Count > 0)
        {
            output.WriteLine($"keys added: {List(changes.KeysAdded)}; removed: {List(changes.KeysRemoved)}");
        }
    }

    private static void WriteHistogram(Expirations expirations, TextWriter output)
    {
        long most = expirations.ByDay.Max(day => day.Value);
        foreach ((Time.Timestamp day, long count) in expirations.ByDay.Take(MostDays))
        {
            string bar = new('#', (int)Math.Max(1, count * HistogramWidth / most));
            output.WriteLine($"  {day.ToString()[..10]} {count,10} {bar}");
        }

        if (expirations.ByDay.Count > MostDays)
        {
            output.WriteLine($"  and {expirations.ByDay.Count - MostDays} more days");
        }
    }

    // What "sound" does not speak for.
    private static string Reservations(VerificationReport report)
    {
        long suppressed = report.Suppressed.Where(entry => entry.Group.Severity == Severity.Fault)
            .Sum(entry => entry.Group.Count);
        string ignored = suppressed == 0 ? "" : $"; {Count(suppressed, "fault")} not counted";
        return report.SignaturesVerified == report.Signatures || IsUnproven(report)
            ? ignored
            : $"{ignored}; {Number(report.SignaturesVerified)} of {Number(report.Signatures)} signatures"
                + " verified";
    }

    // Each RRset needs one good signature of an algorithm, not all of them (RFC 4035 §5.3.1).
    private static string Exception(FindingGroup group) =>
        group.Effect == ResolverEffect.Bogus && group.Code.Tag.StartsWith("RRSIG-", StringComparison.Ordinal)
            ? ", unless another signature of the same records is good" : "";

    private static string Effect(ResolverEffect effect) => effect switch
    {
        ResolverEffect.Bogus => "resolvers that validate answer SERVFAIL (bogus)",
        ResolverEffect.Unreachable => "resolvers get wrong data or none",
        ResolverEffect.Insecure => "resolvers take it as unsigned (insecure)",
        _ => "resolvers notice nothing",
    };

    private static string Denial(DenialKind denial) => denial switch
    {
        DenialKind.Nsec => "NSEC",
        DenialKind.Nsec3 => "NSEC3",
        DenialKind.Nsec3OptOut => "NSEC3 with opt-out",
        DenialKind.Both => "NSEC and NSEC3",
        _ => "nothing",
    };

    private static string Span(long seconds) => seconds switch
    {
        < 0 => "the past",
        < 7200 => $"{seconds / 60} minutes",
        < 172_800 => $"{seconds / 3600} hours",
        _ => $"{seconds / 86_400} days",
    };

    private static string List(IReadOnlyList<string> items) =>
        items.Count == 0 ? "none" : string.Join(", ", items);

    private static string Times(long count) => count == 1 ? "once" : $"{Number(count)} times";

    private static string Count(long count, string noun) =>
        $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
