using DnssecToolkit.Time;

namespace DnssecToolkit.Backup;

/// <summary>What a sealed set says of itself without any secret; signed with the set.</summary>
public sealed record BackupManifest
{
    /// <summary>The set's identifier: 32 hexadecimal digits, random; empty until it is sealed.</summary>
    public string Set { get; init; } = "";

    /// <summary>When it was made.</summary>
    public required Timestamp Created { get; init; }

    /// <summary>The program and version that made it.</summary>
    public required string Tool { get; init; }

    /// <summary>What its makers wanted to say.</summary>
    public string Note { get; init; } = "";

    /// <summary>The numbers of the tamper-evident bags that its copies go into.</summary>
    public IReadOnlyList<string> Bags { get; init; } = [];

    /// <summary>The keys whose private halves are in it.</summary>
    public IReadOnlyList<BackupKey> Keys { get; init; } = [];

    /// <summary>The files in it, in their order in the payload.</summary>
    public IReadOnlyList<BackupFile> Files { get; init; } = [];

    /// <summary>What each token store in it is good for.</summary>
    public IReadOnlyList<BackupStore> Stores { get; init; } = [];

    /// <summary>The ways to open it.</summary>
    public IReadOnlyList<KeySlot> Slots { get; init; } = [];

    /// <summary>The octets of all files.</summary>
    public long PayloadLength => Files.Sum(file => file.Length);

    /// <summary>Whether a key of the set can come back when the device that it comes from is gone.</summary>
    public bool ComesBack(BackupKey key) =>
        Stores.FirstOrDefault(store => store.Place == key.Place) is not { SurvivesItsDevice: false };
}
