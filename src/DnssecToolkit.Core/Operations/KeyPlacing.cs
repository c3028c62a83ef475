using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Puts keys into a device and goes on with something; whatever fails, an operator's Ctrl-C too,
/// they are taken out again.</summary>
/// <param name="inlet">The way in.</param>
/// <param name="mark">Stays behind where the run is killed, so that the next one takes them out; or
/// null.</param>
public sealed class KeyPlacing(IKeyInlet inlet, PlacingMark? mark = null)
{
    /// <summary>Puts keys in.</summary>
    /// <param name="contents">The set's files.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="then">Goes on; if it fails, the device is as it was.</param>
    /// <exception cref="RefusedException">A key is in the device already.</exception>
    /// <exception cref="KeyUnavailableException">The device does not take a key, or one could not be taken
    /// out and is in it.</exception>
    public T Put<T>(BackupContents contents, IReadOnlyList<BackupKey> keys,
        Func<IReadOnlyList<PlacedKey>, T> then)
    {
        if (mark?.IsThere is true)
        {
            inlet.TakeBack(keys); // of a run that was killed: before it began they were not there
            mark.Remove();
        }

        bool hasBegun = false;
        T result;
        try
        {
            result = then(inlet.Put(contents, keys, () =>
            {
                mark?.Write();
                hasBegun = true;
            }));
        }
        catch (Exception cause) when (hasBegun)
        {
            TakeBack(keys, cause);
            mark?.Remove();
            throw;
        }

        mark?.Remove();
        return result;
    }

    private void TakeBack(IReadOnlyList<BackupKey> keys, Exception cause)
    {
        try
        {
            inlet.TakeBack(keys);
        }
        catch (ToolkitException failure)
        {
            string what = cause is OperationCanceledException ? "interrupted" : cause.Message;
            throw new KeyUnavailableException(
                $"{what}; and keys that were put in could not be taken out again: {failure.Message}",
                mark is null ? "`keyall token probe` shows what is in the token; remove what is new"
                    : "the same restore again takes them out first; `keyall token probe` shows what is there",
                cause);
        }
    }
}
