namespace DnssecToolkit.Signing;

/// <summary>Messages to be signed together with one key, and their signatures.</summary>
/// <param name="signatureLength">The octets of each signature.</param>
public sealed class SigningBatch(int signatureLength)
{
    private readonly OctetBuffer _messages = new(4_096);
    private readonly List<Range> _places = [];
    private byte[] _signatures = [];
    private HashSet<int>? _left;

    /// <summary>How many there are.</summary>
    public int Count => _places.Count;

    /// <summary>From this moment of <see cref="System.Diagnostics.Stopwatch"/> on, messages that nobody has
    /// begun to sign are left; never, unless it is set.</summary>
    public long Ends { get; init; } = long.MaxValue;

    /// <summary>Adds a message.</summary>
    /// <param name="message">What is to be signed, not hashed; copied.</param>
    public void Add(ReadOnlySpan<byte> message)
    {
        _places.Add(_messages.Length..(_messages.Length + message.Length));
        _messages.Append(message);
        if (_signatures.Length < Count * signatureLength)
        {
            Array.Resize(ref _signatures,
                Math.Max(Count, 2 * _signatures.Length / signatureLength) * signatureLength);
        }
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _messages.Clear();
        _places.Clear();
        _left = null;
    }

    /// <summary>Leaves a message without a signature.</summary>
    public void Leave(int index) => (_left ??= []).Add(index);

    /// <summary>Whether a message was left.</summary>
    public bool IsLeft(int index) => _left?.Contains(index) ?? false;

    /// <summary>Gives a message.</summary>
    public ReadOnlySpan<byte> MessageAt(int index) => _messages.Written[_places[index]];

    /// <summary>Gives a signature, or the room for it.</summary>
    public Span<byte> SignatureAt(int index) => _signatures.AsSpan(index * signatureLength, signatureLength);
}
