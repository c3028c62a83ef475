using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Fetches a zone from its hidden primary into its file: where the serial is another, or the file is
/// not there.</summary>
internal sealed class PrimaryInput
{
    private const int FlushOctets = 1 << 16;

    private readonly OutputFile _output;
    private byte[] _text = new byte[FlushOctets * 2];
    private int _length;
    private long _written;

    private PrimaryInput(OutputFile output) => _output = output;

    /// <summary>Fetches.</summary>
    /// <param name="zone">A zone with a primary.</param>
    /// <param name="known">The serial that was fetched last, or null.</param>
    /// <param name="run">The run.</param>
    /// <returns>The serial that the file has now.</returns>
    /// <exception cref="UnreadableInputException">No server of the primary gives the zone; the file is as it
    /// was.</exception>
    /// <exception cref="KeyUnavailableException">The key for it cannot be read.</exception>
    /// <exception cref="UnwritableOutputException">The file cannot be written.</exception>
    internal static SerialNumber Fetch(ZoneConfiguration zone, SerialNumber? known, RunContext run)
    {
        PrimaryPolicy primary = zone.Primary!;
        using TsigKey? key = primary.Tsig is { } file ? TsigKeyFile.Read(file) : null;
        TransferPolicy patience = new() { Timeout = TimeSpan.FromSeconds(primary.Timeout) };
        List<UnreadableInputException> failures = [];
        foreach (ServerAddress server in primary.Servers)
        {
            try
            {
                ZoneTransfer transfer = new(server, key, run.Request.WallClock, patience);
                SerialNumber serial = transfer.AskSerialAsync(zone.Name, run.Stop).GetAwaiter().GetResult();
                return serial == known && !run.Request.IsForced && File.Exists(zone.File)
                    ? serial : Fetch(zone, transfer, run.Stop);
            }
            catch (UnreadableInputException failure)
            {
                failures.Add(failure);
            }
        }

        throw new UnreadableInputException(string.Join("; ", failures.Select(failure => failure.Message)),
            failures.FirstOrDefault()?.Hint);
    }

    private static SerialNumber Fetch(ZoneConfiguration zone, ZoneTransfer transfer, CancellationToken stop)
    {
        using OutputFile output = OutputFile.Create(zone.File, stop: stop);
        PrimaryInput input = new(output);
        SerialNumber serial = transfer.FetchAsync(zone.Name, input.Take, stop).GetAwaiter().GetResult();
        input.Empty();
        output.Flush();
        output.Commit();
        return serial;
    }

    private void Take(MessageRecord record)
    {
        int most = RecordText.MaximumLength(record.Owner.Wire.Length, record.RData.Length);
        if (_length + most > _text.Length)
        {
            Empty();
            _text = most <= _text.Length ? _text : new byte[most];
        }

        _length += RecordText.Write(record.Owner.Wire, record.Ttl, record.Type, record.RData.Span,
            _text.AsSpan(_length));
    }

    private void Empty()
    {
        _output.Write(_written, _text.AsSpan(0, _length));
        _written += _length;
        _length = 0;
    }
}
