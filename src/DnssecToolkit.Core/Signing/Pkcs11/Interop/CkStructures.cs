using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>CK_VERSION: the minor part counts hundredths (2.40 is 2 and 40).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkVersion
{
    internal byte Major;
    internal byte Minor;
}

/// <summary>CK_INFO: the module as a whole.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkInfo
{
    internal CkVersion CryptokiVersion;
    internal Octets32 ManufacturerId;
    internal CULong Flags;
    internal Octets32 LibraryDescription;
    internal CkVersion LibraryVersion;
}

/// <summary>CK_TOKEN_INFO: the token in a slot. Texts are padded with spaces and not ended by a zero
/// octet.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkTokenInfo
{
    internal Octets32 Label;
    internal Octets32 ManufacturerId;
    internal Octets16 Model;
    internal Octets16 SerialNumber;
    internal CULong Flags;
    internal CULong MaxSessionCount;
    internal CULong SessionCount;
    internal CULong MaxRwSessionCount;
    internal CULong RwSessionCount;
    internal CULong MaxPinLen;
    internal CULong MinPinLen;
    internal CULong TotalPublicMemory;
    internal CULong FreePublicMemory;
    internal CULong TotalPrivateMemory;
    internal CULong FreePrivateMemory;
    internal CkVersion HardwareVersion;
    internal CkVersion FirmwareVersion;
    internal Octets16 UtcTime;
}

/// <summary>CK_MECHANISM_INFO: key sizes (bits for RSA and EC) and what it may be used for.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkMechanismInfo
{
    internal CULong MinKeySize;
    internal CULong MaxKeySize;
    internal CULong Flags;
}

/// <summary>CK_MECHANISM: of ours CKM_AES_GCM alone has a parameter.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkMechanism
{
    internal CULong Mechanism;
    internal nint Parameter;
    internal CULong ParameterLength;
}

/// <summary>CK_GCM_PARAMS (PKCS#11 3.0 §2.12.3): a nonce, and the length of the tag.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkGcmParameters
{
    internal nint Nonce;
    internal CULong NonceLength;
    internal CULong NonceBits;
    internal nint Associated;
    internal CULong AssociatedLength;
    internal CULong TagBits;
}

/// <summary>CK_ATTRIBUTE: a type, and where its value is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkAttribute
{
    internal CULong Type;
    internal nint Value;
    internal CULong Length;
}

/// <summary>CK_C_INITIALIZE_ARGS: the four mutex functions stay null, so that the module locks with the
/// system's own.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CkInitializeArguments
{
    internal nint CreateMutex;
    internal nint DestroyMutex;
    internal nint LockMutex;
    internal nint UnlockMutex;
    internal CULong Flags;
    internal nint Reserved;
}

/// <summary>A text of 32 octets, padded with spaces.</summary>
[InlineArray(32)]
internal struct Octets32
{
    private byte _first;
}

/// <summary>A text of 16 octets, padded with spaces.</summary>
[InlineArray(16)]
internal struct Octets16
{
    private byte _first;
}
