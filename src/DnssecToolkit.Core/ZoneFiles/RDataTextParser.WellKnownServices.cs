namespace DnssecToolkit.ZoneFiles;

/// <content>WKS.</content>
internal ref partial struct RDataTextParser
{
    // RFC 1035 §3.4.2: a protocol and ports by name or number.
    private bool TryWellKnownServices(string field)
    {
        if (!NextText("protocol"))
        {
            return false;
        }

        if (!WellKnownPorts.TryReadProtocol(_scanner.Token, out byte protocol))
        {
            return Fail($"protocol {Quote()} is not known");
        }

        int place = _length + 1;
        int octets = 0;
        if (!Put(protocol) || !HasRoom(8192))
        {
            return false;
        }

        Span<byte> bits = _output.Slice(place, 8192);
        bits.Clear();
        while (HasMoreText(field, out _))
        {
            if (!WellKnownPorts.TryReadPort(_scanner.Token, out ushort port))
            {
                return Fail($"service {Quote()} is not known; write its port's number");
            }

            bits[port >> 3] |= (byte)(0x80 >> (port & 7));
            octets = Math.Max(octets, (port >> 3) + 1);
        }

        if (HasFault)
        {
            return false;
        }

        StepBackFromEnd();
        _length += octets;
        return true;
    }
}
