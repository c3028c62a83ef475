namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>The files of the card, by their two-octet names; keys have names too (CCxx) but no
/// contents.</summary>
internal sealed class CardFiles
{
    /// <summary>The device's certificate.</summary>
    internal const int DeviceCertificate = 0x2f02;

    private readonly SortedDictionary<int, byte[]> _files = [];

    /// <summary>The file that was selected last, or 0.</summary>
    internal int Selected { get; set; }

    /// <summary>The descriptions and certificates of objects, as the card lists them.</summary>
    internal IEnumerable<int> Objects =>
        _files.Keys.Where(name => (name >> 8) is 0xc4 or 0xc8 or 0xc9 or 0xca or 0xcd or 0xce or 0xcf);

    /// <summary>Empties the card, the device's certificate apart.</summary>
    internal void Clear()
    {
        byte[] certificate = _files[DeviceCertificate];
        _files.Clear();
        Write(DeviceCertificate, certificate);
    }

    /// <summary>The length of a file, or null.</summary>
    internal int? LengthOf(int name) => _files.TryGetValue(name, out byte[]? content) ? content.Length : null;

    /// <summary>Replaces a file.</summary>
    internal void Write(int name, byte[] content) => _files[name] = content;

    /// <summary>Removes a file.</summary>
    internal bool Remove(int name) => _files.Remove(name);

    /// <summary>READ BINARY: what is there from an offset on; nothing behind the end.</summary>
    internal byte[] Read(int name, byte[] data, int most)
    {
        byte[] content = _files.GetValueOrDefault(NameOr(name))
            ?? throw new CardException(StatusWord.FileNotFound);
        int offset = OffsetOf(Tlv.Read(data));
        return offset >= content.Length ? [] : content[offset..Math.Min(content.Length, offset + most)];
    }

    /// <summary>UPDATE BINARY: a piece at an offset; the file is made if it is not there.</summary>
    internal void Update(int name, byte[] data)
    {
        Dictionary<int, byte[]> parts = Tlv.Read(data);
        int offset = OffsetOf(parts);
        byte[] piece = parts.GetValueOrDefault(0x53) ?? throw new CardException(StatusWord.WrongData);
        byte[] before = _files.GetValueOrDefault(NameOr(name)) ?? [];
        if (offset > before.Length)
        {
            throw new CardException(StatusWord.WrongOffset);
        }

        byte[] after = new byte[Math.Max(before.Length, offset + piece.Length)];
        before.CopyTo(after, 0);
        piece.CopyTo(after, offset);
        Selected = NameOr(name);
        _files[Selected] = after;
    }

    private int NameOr(int name) => name == 0 ? Selected : name;

    private static int OffsetOf(Dictionary<int, byte[]> parts) =>
        parts.GetValueOrDefault(0x54) is [var high, var low]
            ? (high << 8) | low : throw new CardException(StatusWord.WrongData);
}
