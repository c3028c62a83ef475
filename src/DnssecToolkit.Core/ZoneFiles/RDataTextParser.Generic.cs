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
            Fault = new EntryFault(CheckCodes.ZoneFileRData, position,
                $"{octets} octets are announced but {_length} follow");
            return false;
        }

        string? malformed = layout is null ? null : RDataValidity.Explain(layout, _output[.._length]);
        if (malformed is not null)
        {
            Fault = new EntryFault(CheckCodes.ZoneFileRData, position,
                $"no {layout!.Mnemonic} RDATA: {malformed}");
            return false;
        }

        return TryEnd();
    }
}
