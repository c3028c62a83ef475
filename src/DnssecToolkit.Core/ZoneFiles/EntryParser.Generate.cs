using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content><c>$GENERATE range owner [class] [TTL] [class] type data</c>, BIND's extension.</content>
internal sealed partial class EntryParser
{
    private bool TryGenerateDirective(ref EntryScanner scanner)
    {
        if (!TryArgument(ref scanner, "the range"))
        {
            return false;
        }

        if (!GenerateRange.TryRead(scanner.Token, out GenerateRange range))
        {
            return Fail(CheckCodes.ZoneFileGenerate, scanner.TokenStart,
                $"{TokenText.Quote(scanner.Token)} is not a range start-stop or start-stop/step");
        }

        if (!TryArgument(ref scanner, "the owner"))
        {
            return false;
        }

        ReadOnlySpan<byte> owner = scanner.Token;
        int position = scanner.TokenStart;
        scanner.Next();
        if (!TryHeader(ref scanner, out RRType type, out uint? ttl))
        {
            return false;
        }

        scanner.Next();
        if (!scanner.IsCharacters)
        {
            return Fail(CheckCodes.ZoneFileSyntax, scanner.TokenStart, "the data are missing");
        }

        ReadOnlySpan<byte> data = scanner.Token;
        return TryEnd(ref scanner) && TryGenerate(range, owner, type, ttl, data, position);
    }

    private bool TryGenerate(
        GenerateRange range, ReadOnlySpan<byte> owner, RRType type, uint? ttl, ReadOnlySpan<byte> data,
        int position)
    {
        if (!_context.TryChargeGenerated(range.Count))
        {
            return Fail(CheckCodes.ZoneFileGenerate, position,
                $"{range.Count} records are more than the {_context.Options.GenerateLimit} that may be generated");
        }

        Output.ChargedRecords += range.Count;
        byte[] ownerBefore = _pages.Owner.ToArray();
        StateParts setBefore = Set;
        bool isGood = true;
        for (long number = range.Start; isGood && number <= range.Stop && !IsStopped; number += range.Step)
        {
            isGood = TryGenerateOne((int)number, owner, type, ttl, data, position);
        }

        // As in BIND, a blank owner that follows is the one that stood before the directive.
        _pages.SetOwner(ownerBefore);
        Set = setBefore;
        ReportExcessiveTtl();
        return isGood;
    }

    private bool TryGenerateOne(
        int number, ReadOnlySpan<byte> owner, RRType type, uint? ttl, ReadOnlySpan<byte> data, int position)
    {
        if (!GenerateTemplate.TryExpand(owner, number, _buffers.GeneratedOwner, out int ownerLength)
            || !GenerateTemplate.TryExpand(data, number, _buffers.GeneratedData, out int dataLength))
        {
            return Fail(CheckCodes.ZoneFileGenerate, position,
                "a modifier is not ${offset,width,base}, or too wide");
        }

        EntryScanner ownerScanner = new(_buffers.GeneratedOwner.Grow(0).AsSpan(0, ownerLength), 0,
            isFinal: true);
        EntryScanner dataScanner = new(_buffers.GeneratedData.Grow(0).AsSpan(0, dataLength), 0,
            isFinal: true);
        ownerScanner.Next();
        bool isGood = TryOwner(ref ownerScanner) && TryRData(ref dataScanner, type, ttl);
        if (!isGood)
        {
            EntryFault fault = Explain(dataScanner, _fault);
            _fault = fault with { Position = position, Message = $"for {number}: {fault.Message}" };
        }

        return isGood;
    }
}
