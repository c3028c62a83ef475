using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keyall;

/// <summary>Works out what the offline machine will show in a ceremony, with blanks for what is not known on
/// this machine.</summary>
/// <param name="zone">The zone.</param>
/// <param name="files">What is carried there, by the paths that the offline machine has for it.</param>
internal sealed class CeremonyForecast(DomainName zone, CarriedFiles files)
{
    private const string Blank = CeremonyText.Blank;

    /// <summary>The request's name.</summary>
    internal required string RequestName { get; init; }

    /// <summary>The name of the response before; null where there is none.</summary>
    internal required string? PreviousName { get; init; }

    /// <summary>The name of the response that is made.</summary>
    internal required string ResponseName { get; init; }

    /// <summary>The path of the keyindex on the offline machine; null where it keeps none.</summary>
    internal string? KeyIndexName { get; init; }

    /// <summary>That keyindex with the request's rows, or null where what it has is not known.</summary>
    internal SharedRows? Rows { get; init; }

    /// <summary>The request with each bundle as it will be signed; null where that is not known.</summary>
    internal SigningRequest? Cut { get; init; }

    /// <summary>What the KSKs do in each slot, or null where they are not known.</summary>
    internal Func<int, KeyBundle, KskDuties>? Duties { get; init; }

    /// <summary>The path of its configuration, whose digest the script has under its files where that is at
    /// hand; null where it takes none.</summary>
    internal string? Configuration { get; init; }

    /// <summary>The controls that it does not apply, each with the reason.</summary>
    internal ImmutableSortedDictionary<string, string> Waived { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The sealed responses that are made, and their paths.</summary>
    internal ImmutableArray<(KeyLoss Loss, string Path)> Sealed { get; init; } = [];

    /// <summary>Gives the screens.</summary>
    internal CeremonyScreens Screens() => new(
        Text(output => Write(output, Files(New()))),
        Text(output => Write(output, FilesAndForLoss(Ground()))),
        Text(output => WriteAgreement(output)),
        Text(output => WriteResponse(output)));

    private BundleReport New() => new(zone) { Waived = Waived };

    private BundleReport Ground()
    {
        BundleReport report = New();
        report.AddGround(null);
        if (Configuration is { } configuration)
        {
            report.Add("configuration", configuration, null);
        }

        return report;
    }

    private BundleReport Files(BundleReport report)
    {
        Add(report, "request", RequestName, files.Request);
        if (PreviousName is not null)
        {
            Add(report, "previous response", PreviousName, files.Previous);
        }

        return report;
    }

    private BundleReport FilesAndForLoss(BundleReport report)
    {
        _ = Files(report);
        if (files.ForLoss is { } forLoss)
        {
            report.Add(CeremonySteps.RequestForLoss, forLoss);
        }

        return report;
    }

    private static void Add<T>(BundleReport report, string what, string name, BundleInput<T>? input)
    {
        if (input is null)
        {
            report.Add(what, name, null, null);
        }
        else
        {
            report.Add(what, input);
        }
    }

    private void Write(TextWriter output, BundleReport report)
    {
        report.Bundles = files.Request?.Content.Bundles ?? [];
        report.WriteText(output);
        WriteUnknownBundle(output, files.Request is null, "");
    }

    private void WriteAgreement(TextWriter output)
    {
        BundleReport report = New();
        report.Bundles = Cut?.Bundles ?? [];
        report.WriteBundles(output);
        WriteUnknownBundle(output, Cut is null, "");
        SigningDesk.WriteChanges(output, Changes);
    }

    // What is said of the keyindex comes before the files, because it was written before all of them were
    // named.
    private void WriteResponse(TextWriter output)
    {
        foreach (string line in Changes)
        {
            output.WriteLine($"keyall: {line}");
        }

        if (Changes.Count > 0)
        {
            output.WriteLine($"keyall: {KeyIndexName}: {SharedRows.Taken}");
        }

        BundleReport report = FilesAndForLoss(New());
        foreach ((KeyLoss loss, string path) in Sealed)
        {
            report.Add($"sealed response {SealedSet.NameOf(loss)}", path, null, null);
        }

        report.Add("response", ResponseName, null, null);
        report.WriteText(output);
        for (int i = 0; i < Cut?.Bundles.Length; i++)
        {
            output.WriteLine(SignedLine(i, Cut.Bundles[i]));
        }

        WriteUnknownBundle(output, Cut is null, $" KSK {Blank}");
    }

    private IReadOnlyList<string> Changes => Rows?.Lines ?? (KeyIndexName is null ? [] : [Blank]);

    private string SignedLine(int slot, KeyBundle bundle)
    {
        ZoneKey[] zsks = [.. bundle.Keys.Select(key => key.Key)];
        try
        {
            if (Duties?.Invoke(slot, bundle) is { Sign.IsEmpty: false } duties)
            {
                return BundleReport.LineOf(
                    bundle, [.. zsks, .. duties.Publish.Except(zsks)], duties.Publish.Intersect(duties.Sign));
            }
        }
        catch (KeyUnavailableException)
        {
            // A row's key is not on this machine, and need not be.
        }

        return $"{BundleReport.LineOf(bundle, zsks, [])} KSK {Blank}; signed by {Blank}";
    }

    private static void WriteUnknownBundle(TextWriter output, bool isUnknown, string keys)
    {
        if (isUnknown)
        {
            output.WriteLine(
                $"{Blank} to {Blank} ZSK {Blank}{keys}; signed by {Blank} (and so on, a line for each bundle)");
        }
    }

    private static string Text(Action<TextWriter> write)
    {
        using StringWriter text = new();
        write(text);
        return text.ToString();
    }
}
