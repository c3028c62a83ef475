using System.Diagnostics;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Resolving;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Tells a name server of a new version, and asks whether it serves it.</summary>
internal sealed class Publication
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly QueryPolicy Queries = new() { Timeout = TimeSpan.FromSeconds(1), Tries = 2 };

    private readonly ZoneConfiguration _zone;
    private readonly ServerPolicy _server;
    private readonly RunContext _run;
    private readonly CancellationToken _stop;

    private Publication(ZoneConfiguration zone, ServerPolicy server, RunContext run)
    {
        _zone = zone;
        _server = server;
        _run = run;
        _stop = run.Stop;
    }

    /// <summary>Publishes what is installed.</summary>
    /// <returns>What is wrong, or null where all is well: nobody is to be told or asked, or everybody serves
    /// it.</returns>
    /// <exception cref="OperationCanceledException">The run is to end.</exception>
    internal static PublicationFault? Publish(ZoneConfiguration zone, RunContext run) =>
        zone.Server is { } server ? new Publication(zone, server, run).Publish() : null;

    private PublicationFault? Publish()
    {
        string? reload = _server.Reload is { } command
            ? ExternalCommand.Run(ExternalCommand.Fill(command,
                ("zone", _zone.FileName == "root" ? "."
                    : _zone.FileName), ("file", _zone.Output)), "", _server.ReloadTimeout, _stop)
            : null;
        if (_server.Ask.Count == 0)
        {
            return reload is null
                ? null : new PublicationFault(CheckCodes.ReloadFailed, reload, ServedState.Unknown);
        }

        if (SignedHead.Read(_zone.Output, _zone.Name) is not { } expected)
        {
            return new PublicationFault(CheckCodes.ServedVersionOther,
                $"{_zone.Output}: does not begin with a signed SOA", ServedState.Unknown);
        }

        // After a failed reload the server is asked once, to know where it stands.
        PublicationFault? answer = Await(expected, reload is null
            ? TimeSpan.FromSeconds(_server.AnswerWithin) : TimeSpan.Zero);
        return reload is null || answer is null
            ? answer : answer with { Code = CheckCodes.ReloadFailed, Message = reload };
    }

    private PublicationFault? Await(SignedHead expected, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            PublicationFault?[] faults = Task.WhenAll(_server.Ask.Select(server => AskAsync(server,
                expected))).GetAwaiter().GetResult();
            PublicationFault? worst = faults.OfType<PublicationFault>().MaxBy(fault => fault.Served);
            bool isOver = Stopwatch.GetElapsedTime(start) >= patience;
            if (worst is null || isOver
                || _server.Ask.Zip(faults).All(pair => pair.Second is null || _run.WasSilent(pair.First)))
            {
                if (isOver && patience > TimeSpan.Zero)
                {
                    GiveUp(faults);
                }

                // Where one server has the new version, it is out.
                return worst is { Served: ServedState.Old } && faults.Any(fault => fault is null)
                    ? worst with { Served = ServedState.Unknown } : worst is null
                    ? null : worst with { Serial = GreatestOf(faults) };
            }

            _stop.WaitHandle.WaitOne(Pause);
            _stop.ThrowIfCancellationRequested();
        }
    }

    // A server that is down would cost each further zone of the run as long again; the next run asks it anew.
    private void GiveUp(PublicationFault?[] faults)
    {
        foreach ((ServerAddress server, PublicationFault? fault) in _server.Ask.Zip(faults))
        {
            if (fault is { IsOfServer: true })
            {
                _run.NoteSilent(server);
            }
        }
    }

    private static SerialNumber? GreatestOf(PublicationFault?[] faults)
    {
        SerialNumber[] serials = [.. faults.Select(fault => fault?.Serial).OfType<SerialNumber>()];
        return serials.Length == 0
            ? null : serials.Aggregate((most, serial) => serial.IsGreaterThan(most) ? serial : most);
    }

    private async Task<PublicationFault?> AskAsync(ServerAddress server, SignedHead expected)
    {
        if (_run.WasSilent(server))
        {
            return new PublicationFault(CheckCodes.ServerSilent,
                $"{server} does not answer: it did not for another zone of this run", ServedState.Unknown);
        }

        (ServedVersion? version, string? failure) = await ServedVersion.AskAsync(server, _zone.Name, Queries,
            _stop);
        if (version is null)
        {
            return new PublicationFault(CheckCodes.ServerSilent, $"{server} {failure}", ServedState.Unknown)
            {
                IsOfServer = failure!.StartsWith(ServedVersion.Silence, StringComparison.Ordinal),
            };
        }

        if (version.Serial != expected.Serial)
        {
            return expected.Serial.IsGreaterThan(version.Serial)
                ? new PublicationFault(CheckCodes.ServedVersionOld,
                    $"{server} still answers with serial {version.Serial}, not {expected.Serial}", ServedState.Old, version.Serial)
                : new PublicationFault(CheckCodes.ServedVersionOther,
                    $"{server} answers with serial {version.Serial}, which {expected.Serial} would not replace", ServedState.Other, version.Serial);
        }

        bool isOurs = version.Signatures.Any(served => expected.Signatures.Any(ours => ours.AsSpan()
            .SequenceEqual(served)));
        return isOurs ? null : new PublicationFault(
            CheckCodes.ServedVersionOther,
            $"{server} answers with serial {version.Serial}, but {(version.Signatures.Count == 0 ? "without signatures" : "not with the signature in the file")}",
            ServedState.Other, version.Serial);
    }
}
