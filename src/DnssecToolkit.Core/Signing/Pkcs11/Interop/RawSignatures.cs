namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>What a module is to sign, and the signatures as it gives them; used again and again by one thread
/// at a time.</summary>
internal sealed class RawSignatures
{
    /// <summary>The longest signature taken, in octets: RSA of 16,384 bits.</summary>
    public const int LongestSignature = 2_048;

    private readonly OctetBuffer _data = new(4_096);
    private readonly OctetBuffer _signatures = new(4_096);
    private readonly List<Range> _dataPlaces = [];
    private readonly List<Range> _signaturePlaces = [];

    /// <summary>How many are asked for with one question, where questions pass through a pipe.</summary>
    public int AskedAtOnce { get; set; } = int.MaxValue;

    /// <summary>How long it may take to make several of them before those that are made come back; the rest
    /// is asked for again.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.MaxValue;

    /// <summary>From this moment of <see cref="System.Diagnostics.Stopwatch"/> on no further ones are asked
    /// for.</summary>
    public long Ends { get; set; } = long.MaxValue;

    /// <summary>How many are to be signed.</summary>
    public int Count => _dataPlaces.Count;

    /// <summary>How many are signed, from the first on.</summary>
    public int Done => _signaturePlaces.Count;

    /// <summary>How long the exchange took that made the last of them, and how many it made.</summary>
    public (TimeSpan Time, int Count) Spent { get; set; }

    /// <summary>The octets of all data.</summary>
    public int Length => _data.Length;

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _data.Clear();
        _dataPlaces.Clear();
        Forget();
    }

    /// <summary>Forgets the signatures, so that all are made again.</summary>
    public void Forget()
    {
        _signatures.Clear();
        _signaturePlaces.Clear();
    }

    /// <summary>Adds what the mechanism signs: a hash, a DigestInfo, or a message.</summary>
    public void Add(ReadOnlySpan<byte> data) => Append(_data, _dataPlaces, data);

    /// <summary>Adds the signature of the first that has none.</summary>
    public void AddSignature(ReadOnlySpan<byte> signature) =>
        Append(_signatures, _signaturePlaces, signature);

    /// <summary>Gives what is to be signed.</summary>
    public ReadOnlySpan<byte> DataAt(int index) => _data.Written[_dataPlaces[index]];

    /// <summary>Gives a signature as the module gave it.</summary>
    public ReadOnlySpan<byte> SignatureAt(int index) => _signatures.Written[_signaturePlaces[index]];

    private static void Append(OctetBuffer buffer, List<Range> places, ReadOnlySpan<byte> octets)
    {
        places.Add(buffer.Length..(buffer.Length + octets.Length));
        buffer.Append(octets);
    }
}
