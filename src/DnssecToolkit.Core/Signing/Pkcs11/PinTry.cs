using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A PIN that is being tried: it stands in the list of wrong ones until the token has called it
/// right, so that a run which is killed meanwhile has not forgotten it. Nobody else tries one until it is
/// disposed.</summary>
/// <param name="memory">Has the list.</param>
/// <param name="entry">Its line.</param>
/// <param name="wasAccepted">Whether the token took it in this run.</param>
/// <param name="alone">Keeps others away.</param>
internal sealed class PinTry(PinMemory memory, WrongPin entry, bool wasAccepted, IDisposable alone)
    : IDisposable
{
    // The token did not look at the PIN, or was open already.
    private static readonly nuint[] WithoutTry =
    [
        0x3, 0xA4, 0xB0, 0xB3, 0xE0, 0xE1, 0x100, 0x102, 0x103, 0x104, 0x105, 0x190, // CKR_SLOT_ID_INVALID to
    ];                                                                               // CKR_CRYPTOKI_NOT_INITIALIZED

    /// <summary>Whether a login that gave this surely spent no try.</summary>
    public static bool CostsNone(ReturnValue result) => WithoutTry.Contains(result.Number);

    /// <summary>Notes what the token said: only where that was yes, costs surely no try, or is no word on a
    /// PIN that was right a moment ago, is the PIN forgotten.</summary>
    public void End(ReturnValue result)
    {
        try
        {
            if (result == ReturnValue.CKR_PIN_INCORRECT)
            {
                memory.Replace(entry, entry with { IsOpen = false });
            }
            else if (result.IsOk || wasAccepted || CostsNone(result))
            {
                memory.Replace(entry, null);
            }
        }
        catch (KeyUnavailableException)
        {
            // It stays in the list as one whose answer is out, which is the safe side.
        }
    }

    /// <summary>Lets others try.</summary>
    public void Dispose() => alone.Dispose();
}
