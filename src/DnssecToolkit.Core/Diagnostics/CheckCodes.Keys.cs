namespace DnssecToolkit.Diagnostics;

/// <content>Key files and key directories.</content>
public static partial class CheckCodes
{
    /// <summary>A key file's text.</summary>
    public static readonly CheckCode KeyFileSyntax = new(
        "KEY-FILE-SYNTAX", Severity.Fault, "BIND key files",
        "a key file must be in the form that BIND writes");

    /// <summary>A key file's name.</summary>
    public static readonly CheckCode KeyFileName = new(
        "KEY-FILE-NAME", Severity.Fault, "BIND key files",
        "a key file's name must have the zone, algorithm and key tag of the key in it");

    /// <summary>A private key file's mode.</summary>
    public static readonly CheckCode KeyFileMode = new(
        "KEY-FILE-MODE", Severity.Warning, "RFC 6781 §3.4.3",
        "only its owner should be able to read a private key");

    /// <summary>The halves of a key pair.</summary>
    public static readonly CheckCode KeyPairMismatch = new(
        "KEY-PAIR-MISMATCH", Severity.Fault, "RFC 4034 §2.1.4",
        "a private key must belong to the DNSKEY beside it");

    /// <summary>A public key's form.</summary>
    public static readonly CheckCode KeyPublicFormat = new(
        "KEY-PUBLIC-FORMAT", Severity.Fault, "RFC 3110, RFC 6605, RFC 8080",
        "a public key must have its algorithm's form and size");

    /// <summary>A private key without a DNSKEY.</summary>
    public static readonly CheckCode KeyUnmatched = new(
        "KEY-UNMATCHED", Severity.Fault, "BIND key files", "a private key must have a .key file beside it");

    /// <summary>An encrypted private key.</summary>
    public static readonly CheckCode KeyLocked = new(
        "KEY-LOCKED", Severity.Warning, "RFC 5958 §3", "an encrypted private key needs its passphrase");

    /// <summary>Two keys of one zone with one tag.</summary>
    public static readonly CheckCode KeyTagCollision = new(
        "KEY-TAG-COLLISION", Severity.Warning, "RFC 4034 Appendix B",
        "two keys of a zone should not share a key tag, plain or revoked");

    /// <summary>A key that a token has already.</summary>
    public static readonly CheckCode KeyInToken = new(
        "KEY-IN-TOKEN", Severity.Fault, "docs/key-files.md",
        "a key must not be put into a token that has it already");

    /// <summary>A key that is not to be destroyed yet.</summary>
    public static readonly CheckCode KeyStillNeeded = new(
        "KEY-STILL-NEEDED", Severity.Fault, "RFC 7583 §3.1",
        "a key must not be destroyed before nothing needs it and the delay is over");

    /// <summary>A key too weak to be made.</summary>
    public static readonly CheckCode KeyWeak = new(
        "KEY-WEAK", Severity.Fault, "RFC 9904, RFC 9905",
        "a new key must not be of a SHA-1 algorithm or of RSA below 2048 bits");
}
