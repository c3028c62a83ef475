using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Remembers PINs that a token called wrong, so that none is tried twice: in this process, and across runs
/// where there is a directory.</summary>
/// <remarks>An hourly run must not lock a card that has three tries.</remarks>
public sealed class PinMemory
{
    private readonly Lock _gate = new();
    private readonly string? _file;
    private readonly List<WrongPin> _wrong = [];

    /// <summary>A memory that lasts as long as the process.</summary>
    public PinMemory()
    {
    }

    /// <summary>A memory that lasts.</summary>
    /// <param name="directory">The directory of its file; made if it is missing.</param>
    public PinMemory(string directory) => _file = Path.Combine(directory, WrongPinFile.Name);

    /// <summary>The memory of this process, for those that have no directory.</summary>
    internal static PinMemory OfProcess { get; } = new();

    /// <summary>Whether a token has called this PIN wrong.</summary>
    /// <exception cref="KeyUnavailableException">The file cannot be read: then no PIN is tried.</exception>
    internal bool IsWrong(Pkcs11Token token, ReadOnlySpan<byte> pin)
    {
        lock (_gate)
        {
            foreach (WrongPin wrong in Known().Where(wrong => wrong.IsOf(token)))
            {
                if (wrong.Is(pin))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Remembers one.</summary>
    /// <exception cref="KeyUnavailableException">It cannot be written down.</exception>
    internal void Remember(Pkcs11Token token, ReadOnlySpan<byte> pin)
    {
        lock (_gate)
        {
            WrongPin wrong = WrongPin.Of(token, pin);
            _wrong.Add(wrong);
            if (_file is not null)
            {
                WrongPinFile.Write(_file, [.. WrongPinFile.Read(_file), wrong]);
            }
        }
    }

    /// <summary>Forgets the wrong PINs of some tokens.</summary>
    /// <param name="isMeant">Chooses by the token's label and serial number.</param>
    /// <returns>How many were forgotten.</returns>
    /// <exception cref="KeyUnavailableException">The file cannot be read or written.</exception>
    public int Forget(Func<string, string, bool> isMeant)
    {
        lock (_gate)
        {
            WrongPin[] all = [.. Known()];
            WrongPin[] kept = [.. all.Where(wrong => !isMeant(wrong.Label, wrong.Serial))];
            _ = _wrong.RemoveAll(wrong => isMeant(wrong.Label, wrong.Serial));
            if (_file is not null && kept.Length < all.Length)
            {
                WrongPinFile.Write(_file, kept);
            }

            return all.Length - kept.Length;
        }
    }

    private IEnumerable<WrongPin> Known() => _file is null ? _wrong : WrongPinFile.Read(_file);
}
