using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <content>The advice for what servers publish; those checks are made by Resolving.</content>
public sealed partial record CheckAdvice
{
    private static IEnumerable<KeyValuePair<CheckCode, CheckAdvice>> ServersRows() =>
    [
        Row(CheckCodes.ServerNotAsked, ResolverEffect.Fine,
            "give its address by --server NAME=ADDRESS, or a resolver by --resolver; or ask from a host that"
            + " has a route"),
        Row(CheckCodes.ServerSilent, ResolverEffect.Unreachable,
            "start the server, open port 53 for UDP and TCP, or take it out of the NS RRset"),
        Row(CheckCodes.ServerUdpSilent, ResolverEffect.Unreachable,
            "open port 53 for UDP"),
        Row(CheckCodes.ServerTcpSilent, ResolverEffect.Unreachable,
            "open port 53 for TCP: answers that do not fit UDP are lost"),
        Row(CheckCodes.ServerMalformed, ResolverEffect.Unreachable,
            "see what stands before the server: a firewall may cut or rewrite answers"),
        Row(CheckCodes.ServerLame, ResolverEffect.Unreachable,
            "configure the zone on the server and let it load, or take the server out of the NS RRset"),
        Row(CheckCodes.ServerSerialOlder, ResolverEffect.Fine,
            "nothing, if the file is yet to be installed; else look at the server's transfers"),
        Row(CheckCodes.ServerSerialNewer, ResolverEffect.Unreachable,
            "check that this is the latest file; raise its serial above the server's before installing it"),
        Row(CheckCodes.ServerDnskeyDifferent, ResolverEffect.Bogus,
            "transfer the zone again, and raise the serial at every change"),
        Row(CheckCodes.ServerDnskeyStale, ResolverEffect.Fine,
            "let every server have the new keys for their TTL before they sign alone"),
        Row(CheckCodes.ServerRrsigAbsent, ResolverEffect.Bogus,
            "let the server load the signed zone, with software that does DNSSEC"),
        Row(CheckCodes.ServerRrsigInvalid, ResolverEffect.Bogus,
            "transfer the zone again; if it stays so, the zone was changed after signing, or on its way"),
        Row(CheckCodes.ServerRrsigTime, ResolverEffect.Bogus,
            "see why the server does not get the newer version (its log, NOTIFY, TSIG), and transfer it;"
            + " check the signing host's clock"),
        Row(CheckCodes.ServerRrsigExpiresSoon, ResolverEffect.Fine,
            "let the server have a version with newer signatures before these expire"),
        Row(CheckCodes.ServerRrsigKeyAbsent, ResolverEffect.Bogus,
            "keep a key in the file until every server has a version that another one signs"),
        Row(CheckCodes.ParentSilent, ResolverEffect.Fine,
            "check the address; if it is right, tell the parent's operator"),
        Row(CheckCodes.ParentLame, ResolverEffect.Fine,
            "give the address of a server of the parent zone"),
        Row(CheckCodes.ParentDsMissing, ResolverEffect.Insecure,
            "send the parent the DS of the KSK"),
        Row(CheckCodes.ParentDsUnmatched, ResolverEffect.Bogus,
            "sign with the KSK that the DS names, or have the parent publish the right DS now"),
        Row(CheckCodes.ParentDsExtra, ResolverEffect.Fine,
            "have it removed, unless it is for a key yet to come"),
        Row(CheckCodes.ParentDsDifferent, ResolverEffect.Fine,
            "wait for the parent's servers to agree before the next step of a rollover"),
    ];
}
