using System.Security.Cryptography;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>The PINs of the card, with their counters.</summary>
internal sealed class CardPins
{
    private const int UserPin = 0x81;
    private const int SoPin = 0x88;
    private const int SoPinLength = 8;
    private const int SoTries = 15;

    private byte[]? _user;
    private byte[]? _so;
    private int _most = 3;
    private int _tries;
    private int _soTries = SoTries;

    /// <summary>Whether the user is logged in.</summary>
    internal bool IsLoggedIn { get; private set; }

    /// <summary>How often the user PIN was given, right or wrong.</summary>
    internal int Attempts { get; private set; }

    /// <summary>Forgets the login.</summary>
    internal void Logout() => IsLoggedIn = false;

    /// <summary>Demands a login.</summary>
    internal void Demand()
    {
        if (!IsLoggedIn)
        {
            throw new CardException(StatusWord.NotAllowed);
        }
    }

    /// <summary>Sets PINs and tries on initialisation; the SO PIN must be that of before.</summary>
    internal void Initialize(byte[] user, byte[] so, int tries)
    {
        if (_so is not null)
        {
            DemandSo(so);
        }

        (_user, _so, _most, _tries, _soTries, IsLoggedIn) = (user, so, tries, tries, SoTries, false);
    }

    /// <summary>VERIFY: a login, or with no data the question how many tries are left.</summary>
    internal void Verify(int reference, byte[] pin)
    {
        if (reference == SoPin && _so is not null && pin.Length == 0)
        {
            throw new CardException(StatusWord.TriesLeft | _soTries);
        }

        if (reference != UserPin || _user is null)
        {
            throw new CardException(StatusWord.ReferenceNotFound); // no PIN pad, or never initialised
        }

        if (pin.Length == 0)
        {
            if (!IsLoggedIn)
            {
                throw new CardException(TriesLeft());
            }

            return;
        }

        DemandUser(pin);
    }

    /// <summary>CHANGE REFERENCE DATA: the present PIN and the new one, side by side.</summary>
    internal void Change(int reference, byte[] pins)
    {
        if (reference == SoPin)
        {
            DemandSo(pins[..SoPinLength]);
            _so = pins[SoPinLength..];
            return;
        }

        int length = _user?.Length ?? throw new CardException(StatusWord.ReferenceNotFound);
        DemandUser(pins[..Math.Min(length, pins.Length)]);
        _user = pins[length..];
    }

    /// <summary>RESET RETRY COUNTER: the SO PIN, and a new user PIN after it.</summary>
    internal void Unblock(byte[] pins)
    {
        DemandSo(pins[..Math.Min(SoPinLength, pins.Length)]);
        _user = pins.Length > SoPinLength ? pins[SoPinLength..] : _user;
        _tries = _most;
    }

    private void DemandUser(byte[] pin)
    {
        Attempts++;
        if (_tries == 0)
        {
            throw new CardException(StatusWord.Blocked);
        }

        IsLoggedIn = CryptographicOperations.FixedTimeEquals(pin, _user);
        _tries = IsLoggedIn ? _most : _tries - 1;
        if (!IsLoggedIn)
        {
            throw new CardException(TriesLeft());
        }
    }

    private void DemandSo(byte[] pin)
    {
        if (_soTries == 0)
        {
            throw new CardException(StatusWord.Blocked);
        }

        if (!CryptographicOperations.FixedTimeEquals(pin, _so))
        {
            _soTries--;
            throw new CardException(StatusWord.NotAllowed);
        }

        _soTries = SoTries;
    }

    private int TriesLeft() => _tries == 0 ? StatusWord.Blocked : StatusWord.TriesLeft | _tries;
}
