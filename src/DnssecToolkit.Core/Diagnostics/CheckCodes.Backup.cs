namespace DnssecToolkit.Diagnostics;

/// <content>Sealed sets, their shares, their copies and the register of them.</content>
public static partial class CheckCodes
{
    private const string BackupFormatDocument = "docs/backup-format.md";

    /// <summary>What is no sealed set.</summary>
    public static readonly CheckCode BackupFormat = new(
        "BACKUP-FORMAT", Severity.Fault, BackupFormatDocument,
            "a sealed set must have the form of a version that the tool knows, and nothing after it");

    /// <summary>A file that cannot be read.</summary>
    public static readonly CheckCode BackupUnreadable = new(
        "BACKUP-UNREADABLE", Severity.Fault, BackupFormatDocument,
        "a sealed set must be a file that can be read");

    /// <summary>A manifest that cannot be understood.</summary>
    public static readonly CheckCode BackupManifest = new(
        "BACKUP-MANIFEST", Severity.Fault, BackupFormatDocument,
            "a sealed set's manifest must be whole and say what the set holds");

    /// <summary>Octets that are not those that were written.</summary>
    public static readonly CheckCode BackupDamaged = new(
        "BACKUP-DAMAGED", Severity.Fault, BackupFormatDocument,
            "every part of a sealed set must have the digest that was written for it");

    /// <summary>The signature over manifest and digests.</summary>
    public static readonly CheckCode BackupSignature = new(
        "BACKUP-SIGNATURE", Severity.Fault, BackupFormatDocument,
            "a sealed set's signature must be right, and by the key that was asked for");

    /// <summary>What opens a set.</summary>
    public static readonly CheckCode BackupLocked = new(
        "BACKUP-LOCKED", Severity.Fault, BackupFormatDocument,
            "a sealed set opens by one of its passphrases or enough of its shares");

    /// <summary>A share.</summary>
    public static readonly CheckCode BackupShare = new(
        "BACKUP-SHARE", Severity.Fault, BackupFormatDocument,
        "a share must be read right, belong to the set, and be given once");

    /// <summary>A key that a set does not hold.</summary>
    public static readonly CheckCode BackupIncomplete = new(
        "BACKUP-INCOMPLETE", Severity.Warning, "docs/guide/backup.md",
            "a set should hold the private half of every key in the directories it is made of");

    /// <summary>A key that did not sign.</summary>
    public static readonly CheckCode BackupUnproven = new(
        "BACKUP-UNPROVEN", Severity.Fault, "docs/guide/backup.md",
            "every key in a set must sign a challenge that its published DNSKEY verifies");

    /// <summary>A key without a backup.</summary>
    public static readonly CheckCode BackupMissing = new(
        "BACKUP-MISSING", Severity.Fault, "docs/guide/backup.md",
            "a key must have a backup, made or proven, before its first use, where the policy asks for it");

    /// <summary>A key in use without a backup.</summary>
    public static readonly CheckCode BackupOverdue = new(
        "BACKUP-OVERDUE", Severity.Warning, "docs/guide/backup.md",
            "a key that signs should have the backup that the policy asks for");

    /// <summary>The register of copies.</summary>
    public static readonly CheckCode BackupRegister = new(
        "BACKUP-REGISTER", Severity.Fault, "docs/guide/backup.md",
            "a register of copies must have its header and its eight columns");

    /// <summary>Copies of a set.</summary>
    public static readonly CheckCode BackupDiffers = new(
        "BACKUP-DIFFERS", Severity.Fault, BackupFormatDocument,
        "copies of a sealed set must be the same octet for octet");
}
