using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>Compares what one of the zone's servers answers with the zone's file.</summary>
/// <param name="zone">The zone as its file has it.</param>
/// <param name="keys">Its keys.</param>
/// <param name="request">How to ask, and when signatures have to be valid.</param>
internal sealed class ServerCheck(Zone zone, PublishedKeys keys, PublicationRequest request)
{
    private const int MostKeysNamed = 5;

    private readonly DomainName _apex = zone.Apex;
    private readonly SerialNumber _serial = zone.Soa.Serial;

    /// <summary>Asks the server for the SOA, over UDP and TCP, and for the DNSKEY RRset.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<PublicationReport> RunAsync(ServerAddress server, CancellationToken stop)
    {
        List<Finding> findings = [];
        void Add(CheckCode code, string message) =>
            findings.Add(new Finding(code, server.Location, $"{server} {message}"));

        AuthorityQuery query = new(server, request.Queries);
        Question soa = new(_apex, RRType.SOA);
        Task<AuthorityAnswer> overTcp = query.AskOverTcpAsync(soa, stop);
        AuthorityAnswer udp = await query.AskOverUdpAsync(soa, stop);
        AuthorityAnswer tcp = await overTcp;
        ReportTransport(udp, tcp, Add);
        AuthorityAnswer answer = udp.IsWhole ? udp : tcp;
        List<string> answered = [];
        if (answer.IsWhole && CompareSoa(answer.Message, Add) is { } theirs)
        {
            answered.Add($"{server}: serial {theirs}");
            AuthorityAnswer dnskey = await query.AskAsync(new Question(_apex, RRType.DNSKEY), stop);
            bool hasKeys = CompareKeys(dnskey, theirs, Add);
            CheckSignatures(answer.Message, hasKeys ? dnskey.Message : null, Add);
        }

        return new PublicationReport(findings, answered);
    }

    private static void ReportTransport(AuthorityAnswer udp, AuthorityAnswer tcp,
        Action<CheckCode, string> add)
    {
        bool isUdpSilent = udp.Status == AnswerStatus.Silent;
        bool isTcpSilent = tcp.Status == AnswerStatus.Silent;
        if (isUdpSilent && isTcpSilent)
        {
            add(CheckCodes.ServerSilent, $"does not answer: UDP: {udp.Failure}; TCP: {tcp.Failure}");
            return;
        }

        if (isUdpSilent)
        {
            add(CheckCodes.ServerUdpSilent, $"answers over TCP alone; UDP: {udp.Failure}");
        }

        if (isTcpSilent)
        {
            add(CheckCodes.ServerTcpSilent, $"answers over UDP alone; TCP: {tcp.Failure}");
        }

        if (udp.Status == AnswerStatus.Malformed)
        {
            add(CheckCodes.ServerMalformed, $"sends no DNS message over UDP: {udp.Failure}");
        }

        if (tcp.Status == AnswerStatus.Malformed)
        {
            add(CheckCodes.ServerMalformed, $"sends no DNS message over TCP: {tcp.Failure}");
        }
    }

    private SerialNumber? CompareSoa(DnsMessage message, Action<CheckCode, string> add)
    {
        ReadOnlyMemory<byte>[] answers = [.. message.Answers(_apex, RRType.SOA)];
        if (message.ResponseCode != ResponseCode.NOERROR || !message.IsAuthoritative || answers.Length == 0)
        {
            string reason = message.ResponseCode != ResponseCode.NOERROR
                ? $"it answers {message.ResponseCode}"
                : message.IsAuthoritative ? "it has no SOA" : "it answers without authority";
            add(CheckCodes.ServerLame, $"does not serve {_apex}: {reason}");
            return null;
        }

        SerialNumber theirs = SoaRecord.Read(answers[0].Span, ttl: 0).Serial;
        if (_serial.IsGreaterThan(theirs))
        {
            add(CheckCodes.ServerSerialOlder, $"has serial {theirs}, and the file has {_serial}");
        }
        else if (theirs != _serial)
        {
            add(
                CheckCodes.ServerSerialNewer,
                $"has serial {theirs}, which {_serial} in the file would not replace");
        }

        return theirs;
    }

    // False where the server has no DNSKEY RRset to look at.
    private bool CompareKeys(AuthorityAnswer answer, SerialNumber theirs, Action<CheckCode, string> add)
    {
        if (!answer.IsWhole)
        {
            add(
                answer.Status == AnswerStatus.Malformed
                    ? CheckCodes.ServerMalformed : CheckCodes.ServerSilent,
                $"does not give the DNSKEY RRset: {answer.Failure}");
            return false;
        }

        if (answer.Message.ResponseCode != ResponseCode.NOERROR)
        {
            add(CheckCodes.ServerLame, $"answers {answer.Message.ResponseCode} for the DNSKEY RRset");
            return false;
        }

        ZoneKey[] served = [.. answer.Message.Answers(_apex, RRType.DNSKEY)
            .Where(rdata => rdata.Length > 4).Select(rdata => new ZoneKey(_apex, rdata.Span))];
        ZoneKey[] absent = [.. keys.Keys.Except(served)];
        ZoneKey[] surplus = [.. served.Except(keys.Keys)];
        if (absent.Length + surplus.Length > 0)
        {
            add(
                theirs == _serial ? CheckCodes.ServerDnskeyDifferent : CheckCodes.ServerDnskeyStale,
                $"has another DNSKEY RRset: it lacks {List(absent)}, and has {List(surplus)} beyond the file's");
        }

        return served.Length > 0;
    }

    private void CheckSignatures(DnsMessage soa, DnsMessage? dnskey, Action<CheckCode, string> add)
    {
        if (!keys.IsSigned)
        {
            return; // of what the server then has too much, another DNSKEY RRset tells
        }

        SignatureProof proof = new(_apex, keys, request, add);
        List<RRType> bare = [.. proof.Check(soa, RRType.SOA) ? [] : (RRType[])[RRType.SOA]];
        bare.AddRange(dnskey is null || proof.Check(dnskey, RRType.DNSKEY) ? [] : (RRType[])[RRType.DNSKEY]);
        if (bare.Count > 0)
        {
            string what = string.Join(" and the ", bare);
            add(CheckCodes.ServerRrsigAbsent, $"sends the {what} RRset without signatures");
        }
    }

    private static string List(ZoneKey[] keys)
    {
        string named = string.Join(", ", keys.Take(MostKeysNamed)
            .Select(key => $"key {(int)key.Algorithm}/{key.Tag}"));
        return keys.Length == 0 ? "none" : keys.Length <= MostKeysNamed
            ? named : $"{named} and {keys.Length - MostKeysNamed} more";
    }
}
