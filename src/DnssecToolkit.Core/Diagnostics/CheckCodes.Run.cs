namespace DnssecToolkit.Diagnostics;

/// <content>What the unattended run refuses, or calls a human for.</content>
public static partial class CheckCodes
{
    private const string UnattendedGuide = "docs/guide/unattended.md";
    private const string SeveralSignersGuide = "docs/guide/several-signers.md";

    /// <summary>A clock that went back.</summary>
    public static readonly CheckCode ClockBackwards = new(
        "CLOCK-BACKWARDS", Severity.Fault, UnattendedGuide,
        "the clock must not be behind the last run, or the files that it made");

    /// <summary>A clock far ahead.</summary>
    public static readonly CheckCode ClockAhead = new(
        "CLOCK-AHEAD", Severity.Fault, UnattendedGuide,
        "a clock that nobody keeps right must not be far ahead of the last run");

    /// <summary>A file among zone files that is none.</summary>
    public static readonly CheckCode DirectoryStray = new(
        "DIRECTORY-STRAY", Severity.Warning, UnattendedGuide,
        "a file in a directory of zones must have a zone's name");

    /// <summary>A directory of zones that cannot be read.</summary>
    public static readonly CheckCode DirectoryUnreadable = new(
        "DIRECTORY-UNREADABLE", Severity.Warning, UnattendedGuide,
        "a directory of zones must be there, and readable");

    /// <summary>A zone that is held while its signatures run out.</summary>
    public static readonly CheckCode HoldExpires = new(
        "HOLD-EXPIRES", Severity.Warning, UnattendedGuide,
        "a zone must not be held until its signatures run out");

    /// <summary>An input file still being written.</summary>
    public static readonly CheckCode InputUnsettled = new(
        "INPUT-UNSETTLED", Severity.Warning, UnattendedGuide,
        "a zone file must be left alone while it is read");

    /// <summary>A zone file behind its journal.</summary>
    public static readonly CheckCode InputJournal = new(
        "INPUT-JOURNAL", Severity.Fault, UnattendedGuide,
        "a zone file must have what is in the server's journal beside it");

    /// <summary>A server that signs the input too.</summary>
    public static readonly CheckCode InputSignedInline = new(
        "INPUT-SIGNED-INLINE", Severity.Warning, UnattendedGuide, "one signer alone must sign a zone");

    /// <summary>A child's DS that is not due.</summary>
    public static readonly CheckCode ChildDsWaits = new(
        "CHILD-DS-WAITS", Severity.Note, "RFC 7583 §3.3",
        "a child's DS enters its parent only when every resolver can validate the child");

    /// <summary>DS that the input changed, though others had taken their place.</summary>
    public static readonly CheckCode ChildDsChanged = new(
        "CHILD-DS-CHANGED", Severity.Warning, UnattendedGuide,
        "the registry's word on a child's DS takes the place of what was put in before");

    /// <summary>A DS that a file would bring back.</summary>
    public static readonly CheckCode ChildDsLeft = new(
        "CHILD-DS-LEFT", Severity.Warning, UnattendedGuide,
        "a DS that left does not come back by an old file");

    /// <summary>A child's request that is not followed.</summary>
    public static readonly CheckCode ChildCdsRefused = new(
        "CHILD-CDS-REFUSED", Severity.Warning, "RFC 8078 §3, RFC 9615 §4",
        "a child's CDS must be proven before its DS is changed");

    /// <summary>Children that are asked for their CDS too seldom.</summary>
    public static readonly CheckCode ChildCdsBehind = new(
        "CHILD-CDS-BEHIND", Severity.Note, UnattendedGuide,
        "each child must be asked for its CDS within the interval of the configuration");

    /// <summary>A zone that was signed, and of which nothing is remembered.</summary>
    public static readonly CheckCode StateLost = new(
        "STATE-LOST", Severity.Warning, UnattendedGuide,
        "of a zone that was signed here the state directory must know");

    /// <summary>A signed file that something else changed.</summary>
    public static readonly CheckCode OutputAltered = new(
        "OUTPUT-ALTERED", Severity.Warning, UnattendedGuide,
        "the signed file must be the one that was installed");

    /// <summary>Accepted content that something else changed.</summary>
    public static readonly CheckCode AcceptedAltered = new(
        "ACCEPTED-ALTERED", Severity.Warning, UnattendedGuide,
        "the accepted content must be what the gate let through");

    /// <summary>A signed zone that nobody signs again.</summary>
    public static readonly CheckCode OutputUnconfigured = new(
        "OUTPUT-UNCONFIGURED", Severity.Warning, UnattendedGuide,
        "a zone that was signed here must be known here");

    /// <summary>Another program's verdict.</summary>
    public static readonly CheckCode SecondOpinionRefused = new(
        "SECOND-OPINION-REFUSED", Severity.Fault, UnattendedGuide,
        "every second opinion must agree before a zone is installed");

    /// <summary>A version that another signer made.</summary>
    public static readonly CheckCode SignerOtherActive = new(
        "SIGNER-OTHER-ACTIVE", Severity.Fault, SeveralSignersGuide,
        "one of several signers must not sign while another does");

    /// <summary>One of several signers that does not know its role.</summary>
    public static readonly CheckCode SignerRoleUnknown = new(
        "SIGNER-ROLE-UNKNOWN", Severity.Fault, SeveralSignersGuide,
        "one of several signers must know whether it signs or stands by");

    /// <summary>A standby without the children's DS.</summary>
    public static readonly CheckCode StandbyChildren = new(
        "STANDBY-CHILDREN", Severity.Fault, SeveralSignersGuide,
        "a standby must know the DS sets of the children that the active signer knows");

    /// <summary>Keys of a standby that are not those of the zone.</summary>
    public static readonly CheckCode StandbyKeys = new(
        "STANDBY-KEYS", Severity.Fault, SeveralSignersGuide,
        "a standby must have the keys that are published, no others, and be able to sign with them");

    /// <summary>A zone whose published keys are not known.</summary>
    public static readonly CheckCode StandbyUnchecked = new(
        "STANDBY-UNCHECKED", Severity.Fault, SeveralSignersGuide,
        "a standby must know what is published before it takes over");

    /// <summary>A reload command that failed.</summary>
    public static readonly CheckCode ReloadFailed = new(
        "RELOAD-FAILED", Severity.Fault, UnattendedGuide,
        "the reload command must end with status 0 within its time");

    /// <summary>A server that stays with the old version.</summary>
    public static readonly CheckCode ServedVersionOld = new(
        "SERVED-VERSION-OLD", Severity.Fault, UnattendedGuide,
        "the server must answer with the new serial after its reload");

    /// <summary>A server that serves something else under the new serial.</summary>
    public static readonly CheckCode ServedVersionOther = new(
        "SERVED-VERSION-OTHER", Severity.Fault, UnattendedGuide,
        "the server must answer with the signature that was installed");
}
