using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>RFC 3597's <c>\# length hex</c>, for any type.</content>
internal ref partial struct RDataTextParser
{
    // The scanner stands at \#.
    private bool TryGeneric(RRType type, RDataLayout? layout)
    {
        if (!TryReadNumber("length", MaximumLength, out ulong octets))
        {
            return false;
        }

        int position = _scanner.TokenStart;
        if (!TryJoinRest("data", out ReadOnlySpan<byte> text) || !PutHex("data", text))
        {
            return false;
        }

        if ((ulong)_length != octets)
        {
            Fault = new EntryFault(CheckCodes.ZoneFileRData, position, $"{octets} octets are announced but {_length} follow");
            return false;
        }

        if (layout is { HasTextForm: true } && !RDataWire.IsValid(layout, _output[.._length]))
        {
            Fault = new EntryFault(CheckCodes.ZoneFileRData, position, $"these {octets} octets are no {layout.Mnemonic} RDATA");
            return false;
        }

        return TryEnd();
    }
}
