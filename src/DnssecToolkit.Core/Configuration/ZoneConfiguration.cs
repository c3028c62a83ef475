using DnssecToolkit.Bundles.Controls;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;
using DnssecToolkit.Schedule;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Configuration;

/// <summary>One zone: where it comes from, how it is signed, checked and published.</summary>
public sealed record ZoneConfiguration
{
    /// <summary>The zone's name.</summary>
    public required DomainName Name { get; init; }

    /// <summary>The unsigned zone file; where there is a primary, what was fetched from it.</summary>
    public required string File { get; init; }

    /// <summary>Whether it was found in a directory before, and its file is there no more.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether that is so because its directory cannot be read: nothing says then that the zone is
    /// given up.</summary>
    public bool HasUnreadableDirectory { get; init; }

    /// <summary>The directory of its keys.</summary>
    public required string Keys { get; init; }

    /// <summary>The signed zone file.</summary>
    public required string Output { get; init; }

    /// <summary>How it is signed.</summary>
    public required ZonePolicy Policy { get; init; }

    /// <summary>How long its key rollovers take: as its policy says, or as it says itself.</summary>
    public required RolloverPolicy Rollover { get; init; }

    /// <summary>What an offline KSK signs of it, beyond what follows from <see cref="Rollover"/>: as its
    /// policy says, or as it says itself.</summary>
    public RequestAgreement Requests { get; init; } = RequestAgreement.None;

    /// <summary>What has to be so before its input is taken and its output installed.</summary>
    public required GatePolicy Gate { get; init; }

    /// <summary>The hidden primary that it is fetched from, or null where somebody writes its file.</summary>
    public PrimaryPolicy? Primary { get; init; }

    /// <summary>How its name server is told, and asked; null where another program sees to that.</summary>
    public ServerPolicy? Server { get; init; }

    /// <summary>The token of its keys, or null where they are files, or their URIs say all.</summary>
    public TokenConfiguration? Token { get; init; }

    /// <summary>The keyindex that says what its keys do and when; null where the key files' own timing
    /// does.</summary>
    public string? KeyIndex { get; init; }

    /// <summary>The directory of the responses of an offline KSK, whose bundles are its DNSKEY RRset; or
    /// null.</summary>
    public string? Bundles { get; init; }

    /// <summary>The servers of its parent, asked for its DS by <c>signall health</c>.</summary>
    public IReadOnlyList<ServerAddress> Parents { get; init; } = [];

    /// <summary>The directory of its children's <c>dsset-*</c> files, or null.</summary>
    public string? ChildDs { get; init; }

    /// <summary>How its children's servers are asked before a DS goes in, and whether their CDS are followed;
    /// null takes <see cref="ChildDs"/> as it is, which the configuration has to say in so many
    /// words.</summary>
    public ChildrenPolicy? Children { get; init; }

    /// <summary>The directory that takes its own <c>dsset-*</c> file, or null.</summary>
    public string? DsOutput { get; init; }

    /// <summary>Which files <c>$INCLUDE</c> may name.</summary>
    public IncludePolicy Includes { get; init; }

    /// <summary>How many of its previous signed versions are kept.</summary>
    public int Versions { get; init; } = 3;

    /// <summary>The name as file names have it: without the final dot, <c>root</c> for the root, <c>/</c> as
    /// <c>_</c>.</summary>
    public string FileName => FileNameOf(Name);

    /// <summary>Gives a zone's name as file names have it.</summary>
    public static string FileNameOf(DomainName zone) =>
        zone.IsRoot ? "root" : zone.ToString().TrimEnd('.').Replace('/', '_');
}
