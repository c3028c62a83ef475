using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A token's PIN for the length of a run, since a prompt or a descriptor can be read once only: in
/// memory that is not swapped out where the system allows that, and wiped at the end.</summary>
/// <param name="pins">Where it comes from; asked once.</param>
/// <param name="source">The URI's <c>pin-source</c>, or null.</param>
internal sealed class KeptPin(PinReader pins, string? source) : IDisposable
{
    private const int Longest = 256;

    // A card that gives three tries outlives both of a PIN that it never took.
    private const int MostAgain = 1;
    private const int MostAgainOnceAccepted = 3;

    private readonly byte[] _octets = SecretMemory.Allocate(Longest);
    private int? _length;
    private bool _isDeviceAtFault = true;

    /// <summary>Whether the token was given it already.</summary>
    public bool WasTried { get; set; }

    /// <summary>Whether the token took it in this run.</summary>
    public bool WasAccepted { get; private set; }

    /// <summary>How many logins since then gave an answer that says nothing of the PIN.</summary>
    public int UnclearLogins { get; private set; }

    /// <summary>Whether a login may follow one that gave such an answer in this run: a few where the PIN was
    /// accepted before, and one where it was the device that failed (CKR_DEVICE_ERROR, CKR_DEVICE_REMOVED),
    /// which is no word on the PIN.</summary>
    public bool MayBeTriedAgain => WasAccepted ? UnclearLogins <= MostAgainOnceAccepted
        : UnclearLogins is > 0 and <= MostAgain && _isDeviceAtFault;

    /// <summary>Takes down what a login gave.</summary>
    public void Note(ReturnValue result)
    {
        if (result.IsOk)
        {
            (WasAccepted, UnclearLogins) = (true, 0);
        }
        else if (!PinTry.CostsNone(result))
        {
            UnclearLogins++;
            _isDeviceAtFault &= result == ReturnValue.CKR_DEVICE_ERROR
                || result == ReturnValue.CKR_DEVICE_REMOVED;
        }
    }

    /// <summary>Gives its octets, asking for them the first time; -1 for the length where there is
    /// none.</summary>
    /// <param name="token">The token.</param>
    /// <param name="length">Its length.</param>
    public ReadOnlySpan<byte> For(Pkcs11Token token, out int length)
    {
        length = _length ??= pins(token, source, _octets);
        return _octets.AsSpan(0, Math.Max(0, length));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_octets);
        _length = -1;
    }
}
