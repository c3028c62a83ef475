using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Remembers PINs that a token called wrong, so that none is tried twice: in this process, and
/// across runs where there is a directory.</summary>
/// <remarks>An hourly run must not lock a card that has three tries.</remarks>
public sealed class PinMemory
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly object _alone = new();
    private readonly string? _file;
    private IReadOnlyList<WrongPin> _wrong = [];

    /// <summary>A memory that lasts as long as the process.</summary>
    public PinMemory()
    {
    }

    /// <summary>A memory that lasts.</summary>
    /// <param name="directory">The directory of its file; made if it is missing.</param>
    public PinMemory(string directory) => _file = Path.Combine(directory, WrongPinFile.Name);

    /// <summary>The memory of this process, for those that have no directory.</summary>
    internal static PinMemory OfProcess { get; } = new();

    /// <summary>Writes a PIN down as one that may be wrong, to be tried then.</summary>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="pin">The PIN, with what was seen of it in this run.</param>
    /// <param name="profile">Says whether a login whose answer is out may be made again.</param>
    /// <param name="hosting">Hears the caller's wish to stop.</param>
    /// <exception cref="KeyUnavailableException">It was wrong before, or may have been; or the list cannot be
    /// read or written: then it must not be tried.</exception>
    internal PinTry Begin(Pkcs11Token token, KeptPin pin, DeviceProfile profile, TokenHosting hosting)
    {
        IDisposable alone = Hold(hosting);
        try
        {
            ReadOnlySpan<byte> octets = pin.For(token, out _);
            WrongPin? known = Find(token, octets);
            WrongPin entry = known ?? WrongPin.Of(token, octets) with { IsOpen = true };
            if (known is not null || pin.UnclearLogins > 0)
            {
                DemandTryable(entry, token, profile.LoginsMayBeMadeAgain || pin.MayBeTriedAgain);
            }

            Replace(entry, entry);
            return new PinTry(this, entry, pin.WasAccepted, alone);
        }
        catch
        {
            alone.Dispose();
            throw;
        }
    }

    /// <summary>Puts a line in another's place, or takes it away; for who holds the list.</summary>
    internal void Replace(WrongPin entry, WrongPin? by) =>
        Save([.. Known().Where(row => !row.Salt.AsSpan().SequenceEqual(entry.Salt)), .. by is null
            ? [] : (WrongPin[])[by]]);

    /// <summary>Forgets the wrong PINs of some tokens.</summary>
    /// <param name="isMeant">Chooses by the token's label and serial number.</param>
    /// <returns>How many were forgotten.</returns>
    /// <exception cref="KeyUnavailableException">The file cannot be read or written.</exception>
    public int Forget(Func<string, string, bool> isMeant)
    {
        using IDisposable alone = Hold(TokenHosting.InProcess);
        WrongPin[] all = [.. Known()];
        WrongPin[] kept = [.. all.Where(wrong => !isMeant(wrong.Label, wrong.Serial))];
        if (kept.Length < all.Length)
        {
            Save(kept);
        }

        return all.Length - kept.Length;
    }

    private IReadOnlyList<WrongPin> Known() => _file is null ? _wrong : WrongPinFile.Read(_file);

    private WrongPin? Find(Pkcs11Token token, ReadOnlySpan<byte> pin)
    {
        foreach (WrongPin wrong in Known().Where(wrong => wrong.IsOf(token)))
        {
            if (wrong.Is(pin))
            {
                return wrong;
            }
        }

        return null;
    }

    // A module may hide a wrong PIN behind another return value, or crash over it, and a run may be killed
    // before it hears.
    private void DemandTryable(WrongPin known, Pkcs11Token token, bool mayBeAgain)
    {
        if (!known.IsOpen)
        {
            throw new KeyUnavailableException(
                $"{token}: its PIN was wrong before and is not tried again",
                "set the PIN right at its source, then run again; if it is the token that was changed, or the PIN is "
                    + "right: keyall token clear-pin");
        }

        const string byHand =
            "log in by hand (pkcs11-tool --login --test); if the PIN is right: keyall token clear-pin";
        if (token.Pin != PinState.Good)
        {
            Replace(known, known with { IsOpen = false });
            throw new KeyUnavailableException(
                $"{token}: the login that failed cost a try, so that its PIN is taken for wrong and not tried again", byHand);
        }

        if (!mayBeAgain)
        {
            throw new KeyUnavailableException(
                $"{token}: it is unclear whether its PIN is right: a login that failed may have cost a try, so that it is "
                    + "not tried again", byHand);
        }
    }

    private void Save(IReadOnlyList<WrongPin> rows)
    {
        if (_file is not null)
        {
            WrongPinFile.Write(_file, rows);
        }
        else
        {
            _wrong = rows;
        }
    }

    private IDisposable Hold(TokenHosting hosting)
    {
        if (_file is null)
        {
            return Monitor.TryEnter(_alone, LongestWait)
                ? new Turn(_alone) : throw Busy("another login of this process");
        }

        LoginLock held = LoginLock.Of(_file + ".lock", hosting, LongestWait);
        return held.IsHeld ? held : throw (held.Fault is { } fault
            ? new KeyUnavailableException(
                $"{_file}.lock cannot be written: {fault} Without the list of wrong PINs no PIN is tried",
                "let this user write the state directory, or name another with --state")
            : Busy($"{_file}.lock cannot be had: another run"));
    }

    private static KeyUnavailableException Busy(string who) => new(
        $"{who} holds the list of wrong PINs; without it no PIN is tried", "see what else runs");

    private sealed class Turn(object alone) : IDisposable
    {
        public void Dispose() => Monitor.Exit(alone);
    }
}
