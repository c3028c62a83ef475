using DnssecToolkit.Backup;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations;

/// <summary>What goes into a sealed set, by where it is on this host.</summary>
public sealed record BackupSelection
{
    /// <summary>The part of the keyindex.</summary>
    public const string KeyIndex = "keyindex";

    /// <summary>Directories of BIND key files, PEM files beside them.</summary>
    public IReadOnlyList<string> KeyDirectories { get; init; } = [];

    /// <summary>The zones whose keys are wanted; empty for all that are there.</summary>
    public IReadOnlyList<DomainName> Zones { get; init; } = [];

    /// <summary>Files and directories by what they are: <c>keyindex</c>, <c>configuration</c>,
    /// <c>bundles</c>, <c>journal</c>, <c>transcripts</c>.</summary>
    public IReadOnlyList<(string Part, string Path)> Documents { get; init; } = [];

    /// <summary>Token stores with their directories.</summary>
    public IReadOnlyList<(BackupStore Store, string Path)> Stores { get; init; } = [];

    /// <summary>What takes the keys of a token out, or null.</summary>
    public IKeyOutlet? Outlet { get; init; }

    /// <summary>Gives the passphrases of encrypted PEM files, or null: those go in as they are.</summary>
    public PassphraseReader? Passphrases { get; init; }
}
