using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>The keys of a SmartCard-HSM in a set, each encrypted by the officers' DKEK, which is not in the
/// set.</summary>
public sealed class SmartCardOutlet : IKeyOutlet
{
    /// <summary>The kind of its store.</summary>
    public const string Kind = "smartcard-hsm";

    private const string Ending = ".wrap";

    private readonly SmartCard _card;
    private readonly Pkcs11Token _token;
    private readonly Func<string> _pin;
    private SmartCardState? _state;

    /// <summary>Names the card.</summary>
    /// <param name="card">The card in its reader.</param>
    /// <param name="token">The same as PKCS#11 shows it.</param>
    /// <param name="pin">Gives the PIN.</param>
    public SmartCardOutlet(SmartCard card, Pkcs11Token token, Func<string> pin)
    {
        _card = card;
        _token = token;
        _pin = pin;
    }

    /// <inheritdoc/>
    public BackupStore Store { get; } = new(Kind, Kind);

    /// <inheritdoc/>
    public Pkcs11Uri Token => _token.ToUri();

    /// <inheritdoc/>
    public bool Add(BackupContents contents, ZoneKey key, Pkcs11Uri uri)
    {
        if (!_token.Fits(uri))
        {
            return false;
        }

        _state ??= StateOf(_card, _token);
        if (_state.CheckValue is null)
        {
            throw new KeyUnavailableException(
                $"{_token}: its keys can never leave it: it was initialised without a DKEK, or shares are outstanding",
                "a DKEK cannot be added later: make cards with `keybackup card make`, and roll over to a key in one of those");
        }

        string id = uri.Id is { } octets ? Convert.ToHexString(octets.Span) : "";
        int reference = _state.Keys.Where(known => known.Id == id).Select(known =>
            known.Reference).DefaultIfEmpty(-1).First();
        if (reference < 0)
        {
            throw new KeyUnavailableException($"{_token}: it has no key with the identifier of {uri}",
                "look with `keyall token probe`");
        }

        contents.Add(NameOf(key), _card.Wrap(reference, _pin()));
        return true;
    }

    /// <summary>The name of a key in the set.</summary>
    internal static string NameOf(ZoneKey key) => $"tokens/{Kind}/{BindKeyName.Of(key)}{Ending}";

    /// <summary>Reads a card's state, and sees that it is the card that PKCS#11 showed.</summary>
    /// <exception cref="KeyUnavailableException">The reader has another card.</exception>
    internal static SmartCardState StateOf(SmartCard card, Pkcs11Token token)
    {
        SmartCardState state = card.State();
        return state.Serial == token.Serial ? state : throw new KeyUnavailableException(
            $"{token} has the serial number {token.Serial}, and the card in the reader {state.Serial}",
                "name its reader with --reader; `opensc-tool --list-readers` shows them");
    }
}
