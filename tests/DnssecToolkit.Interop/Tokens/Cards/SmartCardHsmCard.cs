using System.Security.Cryptography;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>A card with the command set of a SmartCard-HSM, as far as OpenSC's driver uses it. For tests: its
/// keys are in this process.</summary>
/// <remarks>Files: CCxx key, C4xx its description (label and identifier), CExx its certificate request, 2F02
/// the device's certificate, 2F03 the label of the token.</remarks>
internal sealed class SmartCardHsmCard : IDisposable
{
    /// <summary>One of the answers to reset that OpenSC takes for a SmartCard-HSM's.</summary>
    internal static readonly byte[] AnswerToReset =
    [
        0x3b, 0xfe, 0x18, 0x00, 0x00, 0x81, 0x31, 0xfe, 0x45, 0x80, 0x31, 0x81, 0x54, 0x48, 0x53, 0x4d, 0x31, 0x73, 0x80, 0x21, 0x40, 0x81, 0x07, 0xfa,
    ];

    private const int Keys = 0xcc00;
    private const int Requests = 0xce00;
    private const int SecretData = 0xcd;
    private static readonly byte[] Application = [0xe8, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x81, 0xc3, 0x1f, 0x02,
        0x01];

    private readonly Lock _gate = new();
    private readonly CardFiles _files = new();
    private readonly CardKeys _keys = new();
    private CardWrapping? _wrapping;

    /// <summary>A card as it comes: without PINs.</summary>
    /// <param name="number">Tells it from others: the end of its serial number.</param>
    internal SmartCardHsmCard(int number = 1) =>
        _files.Write(CardFiles.DeviceCertificate, CardKeys.DeviceCertificate(number));

    /// <summary>How many signatures it has made.</summary>
    internal int Signed { get; private set; }

    /// <summary>The references of its keys.</summary>
    internal byte[] References
    {
        get
        {
            lock (_gate)
            {
                return [.. _keys.References];
            }
        }
    }

    /// <summary>Its PINs.</summary>
    internal CardPins Pins { get; } = new();

    /// <summary>Power off, power on or reset: the login is gone.</summary>
    internal void Reset()
    {
        lock (_gate)
        {
            Pins.Logout();
            _files.Selected = 0;
        }
    }

    /// <summary>Answers a command; whatever it is, there is an answer.</summary>
    internal byte[] Answer(ReadOnlySpan<byte> octets)
    {
        lock (_gate)
        {
            byte[] data = [];
            int status = StatusWord.Ok;
            try
            {
                data = Do(CommandApdu.Read(octets));
            }
            catch (CardException fault)
            {
                status = fault.Status;
            }
            catch (Exception fault) when (
                fault is CryptographicException or KeyNotFoundException or ArgumentException or IndexOutOfRangeException)
            {
                status = StatusWord.InternalFault;
            }

            return [.. data, (byte)(status >> 8), (byte)(status & 0xff)];
        }
    }

    /// <summary>Its device key encryption key, to be given to another card.</summary>
    internal byte[] SharedKey
    {
        get
        {
            lock (_gate)
            {
                return Wrapping.Key;
            }
        }
    }

    /// <summary>Gives it a device key encryption key of one share, as though it had been initialised with
    /// that.</summary>
    internal void GiveShare(byte[] share)
    {
        lock (_gate)
        {
            _wrapping = new CardWrapping(1);
            _ = _wrapping.Import(share);
        }
    }

    public void Dispose() => _keys.Dispose();

    private byte[] Do(CommandApdu command) => command.Instruction switch
    {
        0xa4 => command.P1 == 4 ? SelectApplication(command.Data) : SelectFile(command.Data),
        0xb1 => Read(command),
        0xd7 => AsUser(() => Silently(() => _files.Update(command.Parameters is 0xffff
            ? 0 : command.Parameters, command.Data))),
        0xe4 => AsUser(() => Silently(() => Delete(command.Data))),
        0x58 => Enumerate(),
        0x84 => RandomNumberGenerator.GetBytes(Math.Min(command.Expected, 1024)),
        0x20 => Silently(() => Pins.Verify(command.P2, command.Data)),
        0x24 => Silently(() => Pins.Change(command.P2, command.Data)),
        0x2c => Silently(() => Pins.Unblock(command.Data)),
        0x50 => Initialize(Tlv.Read(command.Data)),
        0x46 => Generate(command.P1, command.Data),
        0x68 => Sign(command),
        0x52 => Wrapping.Import(command.Data),
        0x72 => AsUser(() => Wrapping.Wrap(_keys.Find(command.P1))),
        0x74 => AsUser(() => Silently(() => _keys.Put(command.P1, Wrapping.Unwrap(command.Data)))),
        _ => throw new CardException(StatusWord.UnknownInstruction),
    };

    private CardWrapping Wrapping => _wrapping ?? throw new CardException(StatusWord.UnknownInstruction);

    // Selecting the application drops the login.
    private byte[] SelectApplication(byte[] name)
    {
        if (!name.AsSpan().SequenceEqual(Application))
        {
            throw new CardException(StatusWord.FileNotFound);
        }

        Pins.Logout();
        _files.Selected = 0;
        return Tlv.Write(0x6f, [.. Tlv.Write(0x82, [0x78]), .. Tlv.Write(0x85, [0x00, 0x01, 0xff, 0x03, 0x04])]); // version 3.4
    }

    private byte[] SelectFile(byte[] name)
    {
        int file = name is [var high, var low]
            ? (high << 8) | low : throw new CardException(StatusWord.FileNotFound);
        int length = _files.LengthOf(file)
            ?? (file is 0x3f00 || (file >> 8 == Keys >> 8 && _keys.Has((byte)(file & 0xff)))
                ? 0 : throw new CardException(StatusWord.FileNotFound));
        _files.Selected = file;
        return Tlv.Write(
            0x62, [.. Tlv.Write(0x81, [(byte)(length >> 8), (byte)(length & 0xff)]), .. Tlv.Write(0x82, [1]),
                .. Tlv.Write(0x83, name)]);
    }

    private byte[] Read(CommandApdu command)
    {
        if ((command.Parameters == 0 ? _files.Selected : command.Parameters) >> 8 == SecretData)
        {
            Pins.Demand();
        }

        return _files.Read(command.Parameters, command.Data, command.Expected);
    }

    private void Delete(byte[] name)
    {
        int file = name is [var high, var low]
            ? (high << 8) | low : throw new CardException(StatusWord.WrongData);
        bool isGone = file >> 8 == Keys >> 8 ? _keys.Remove((byte)(file & 0xff)) : _files.Remove(file);
        if (!isGone)
        {
            throw new CardException(StatusWord.FileNotFound);
        }
    }

    // CC00 is the device's own key: OpenSC takes the first reference that is not listed, and 0 is none.
    private byte[] Enumerate() =>
        [.. _keys.References.Select(reference => Keys | reference).Prepend(Keys).Concat(_files.Objects)
            .SelectMany(file => (byte[])[(byte)(file >> 8), (byte)(file & 0xff)])];

    private byte[] Initialize(Dictionary<int, byte[]> wanted)
    {
        if (!wanted.TryGetValue(0x81, out byte[]? user) || !wanted.TryGetValue(0x82, out byte[]? so)
            || !wanted.TryGetValue(0x91, out byte[]? tries))
        {
            throw new CardException(StatusWord.WrongData);
        }

        Pins.Initialize(user, so, tries[0]);
        _files.Clear();
        _keys.Clear();
        _wrapping = wanted.TryGetValue(0x92, out byte[]? shares) ? new CardWrapping(shares[0]) : null;
        return [];
    }

    private byte[] Generate(byte reference, byte[] request)
    {
        Pins.Demand();
        byte[] answer = _keys.Generate(reference, request);
        _files.Write(Requests | reference, answer);
        return answer;
    }

    private byte[] Sign(CommandApdu command)
    {
        Pins.Demand();
        Signed++;
        return _keys.Sign(command.P1, command.P2, command.Data);
    }

    private byte[] AsUser(Func<byte[]> deed)
    {
        Pins.Demand();
        return deed();
    }

    private static byte[] Silently(Action deed)
    {
        deed();
        return [];
    }
}
