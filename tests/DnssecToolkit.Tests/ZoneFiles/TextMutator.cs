namespace DnssecToolkit.Tests.ZoneFiles;

/// <summary>xorshift: the same mutations for the same seed, on every runtime.</summary>
internal sealed class TextMutator(int seed)
{
    private ulong _state = unchecked(((ulong)(uint)seed * 0x9E37_79B9_7F4A_7C15) | 1);

    internal int Next(int bound)
    {
        _state ^= unchecked(_state << 13);
        _state ^= _state >> 7;
        _state ^= unchecked(_state << 17);
        return (int)((_state >> 11) % (uint)bound);
    }

    internal byte[] Mutate(byte[] original, string[] pieces)
    {
        List<byte> text = [.. original];
        for (int i = Next(8); i >= 0; i--)
        {
            int place = Next(text.Count + 1);
            int length = Math.Min(Next(20), text.Count - place);
            switch (Next(4))
            {
                case 0:
                    text.RemoveRange(place, length);
                    break;
                case 1:
                    text.InsertRange(place,
                        System.Text.Encoding.Latin1.GetBytes(pieces[Next(pieces.Length)]));
                    break;
                case 2:
                    text.InsertRange(place,
                        text.GetRange(Math.Min(Next(text.Count + 1), text.Count - length), length));
                    break;
                default:
                    text.Insert(place, (byte)Next(256));
                    break;
            }
        }

        return [.. text];
    }
}
