using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>NAPTR's substitution expressions (RFC 3402 §3.2).</content>
internal ref partial struct RDataTextParser
{
    private bool TryRegexp(string field)
    {
        int place = _length;
        if (!TryCharacterString(field, isOptional: false))
        {
            return false;
        }

        return RDataFieldMeasure.Measure(RRType.NAPTR, RDataFieldKind.Regexp, _output[place.._length], 0) >= 0
            || Fail($"{field} {Quote()} is no delimiter, expression, delimiter, replacement, delimiter, flags");
    }
}
