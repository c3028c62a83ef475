using System.Runtime.InteropServices;

namespace DnssecToolkit.Cryptography.Interop;

/// <summary>OpenSSL's <c>OSSL_PARAM</c>: a key, a type and a pointer to the value.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct OsslParameter
{
    /// <summary>The parameter's name in ASCII with a final zero; null ends a list.</summary>
    public nint Key;

    /// <summary>The kind of value: 2 for an unsigned integer in the machine's order.</summary>
    public uint DataType;

    /// <summary>Where the value is.</summary>
    public nint Data;

    /// <summary>The value's octets.</summary>
    public nuint DataSize;

    /// <summary>What a getter would have returned; all bits set beforehand.</summary>
    public nuint ReturnSize;
}
