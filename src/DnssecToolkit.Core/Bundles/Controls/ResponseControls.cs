using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>What a response must be before the side of the ZSKs uses it.</summary>
public static class ResponseControls
{
    /// <summary>Checks a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="request">What was asked for, or null where that is not at hand.</param>
    /// <param name="previous">The response before it, or null for the first of a zone.</param>
    /// <param name="trusted">KSKs that are known on this side.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void Check(
        SignedResponse response, SigningRequest? request, SignedResponse? previous,
        ImmutableArray<ZoneKey> trusted, FindingList findings)
    {
        HashSet<ZoneKey> ksks =
            [.. trusted.Concat(previous?.Bundles[^1].EntryPoints.Select(key => key.Key) ?? [])
            .Where(key => !key.IsRevoked)];
        for (int i = 0; i < response.Bundles.Length; i++)
        {
            KeyBundle bundle = response.Bundles[i];
            CheckSignatures(response, bundle, ksks, findings);
            CheckTimes(bundle, i + 1 < response.Bundles.Length ? response.Bundles[i + 1] : null, findings);
            CheckKeys(bundle, findings);
        }

        if (request is not null)
        {
            CheckAgainstRequest(response, request, findings);
        }

        if (previous is not null)
        {
            CheckChain(response, previous, findings);
        }
    }

    // Who vouches for a bundle vouches for its KSKs: from there on they may sign, so that a KSK can be rolled
    // within a response.
    private static void CheckSignatures(SignedResponse response, KeyBundle bundle, HashSet<ZoneKey> ksks,
        FindingList findings)
    {
        List<ZoneKey> signers = [];
        List<(Records.RRType Type, ZoneKey Signer)> forParent = [];
        foreach (BundleSignature signature in bundle.Signatures)
        {
            ZoneKey? signer = bundle.VerifiedSignerOf(response.Domain, signature);
            if (signer is null || !signer.IsSep)
            {
                Report(findings, CheckCodes.SkrVerify, bundle,
                    $"the signature over {signature.TypeCovered} with tag {signature.Tag} {(signer is null ? "does not verify" : "is no KSK's")}");
            }
            else if (signature.TypeCovered == Records.RRType.DNSKEY)
            {
                signers.Add(signer);
            }
            else
            {
                forParent.Add((signature.TypeCovered, signer));
            }
        }

        foreach (ZoneKey revoked in bundle.EntryPoints.Select(key => key.Key)
            .Where(key => key.IsRevoked && !signers.Contains(key)))
        {
            Report(findings, CheckCodes.SkrVerify, bundle,
                $"{revoked} is revoked and did not sign (RFC 5011 §2.1)");
        }

        if (!signers.Exists(signer => !signer.IsRevoked && ksks.Contains(signer)))
        {
            Report(findings, CheckCodes.SkrVerify, bundle, "no KSK that is known here signed it");
            return;
        }

        ksks.UnionWith(bundle.EntryPoints.Where(key => !key.Key.IsRevoked).Select(key => key.Key));
        CheckForParent(bundle, signers, forParent, ksks, findings);
    }

    // What the parent is asked for makes or breaks the chain of trust: it is signed like the DNSKEY RRset, by the
    // same KSKs (RFC 7344 §4.1), and names no key of a stranger. A removal stands alone (RFC 8078 §4).
    private static void CheckForParent(KeyBundle bundle, List<ZoneKey> signers,
        List<(Records.RRType Type, ZoneKey Signer)> forParent, HashSet<ZoneKey> ksks, FindingList findings)
    {
        List<ZoneKey> able = signers.FindAll(signer => !signer.IsRevoked);
        foreach (IGrouping<Records.RRType, ParentRecord> rrset in bundle.ForParent
            .GroupBy(record => record.Type))
        {
            foreach (DnssecAlgorithm algorithm in able.Select(signer => signer.Algorithm).Distinct()
                .Where(algorithm => !able.Exists(signer => signer.Algorithm == algorithm
                    && forParent.Contains((rrset.Key, signer)))))
            {
                Report(findings, CheckCodes.SkrVerify, bundle,
                    $"no KSK of algorithm {(int)algorithm} that signed its DNSKEY RRset signed {rrset.Key}");
            }

            bool isRemoval = rrset.Count() == 1 && rrset.First().IsDelete;
            if (!isRemoval && rrset.FirstOrDefault(record => !ksks.Any(record.Names)) is { } stranger)
            {
                Report(findings, CheckCodes.SkrParent, bundle, stranger.IsDelete
                    ? $"its {rrset.Key} asks for a removal and for keys at once"
                    : $"its {rrset.Key} names a key that is neither in the bundle nor known here");
            }
        }
    }

    private static void CheckTimes(KeyBundle bundle, KeyBundle? next, FindingList findings)
    {
        if (bundle.Expiration <= bundle.Inception)
        {
            Report(findings, CheckCodes.SkrCoverage, bundle,
                $"it ends at {bundle.Expiration}, before it begins");
        }

        foreach (BundleSignature signature in bundle.Signatures)
        {
            if (signature.Inception > bundle.Inception || signature.Expiration < bundle.Expiration
                || signature.Expiration < next?.Inception)
            {
                Report(findings, CheckCodes.SkrCoverage, bundle,
                    $"the signature with tag {signature.Tag} is valid from {signature.Inception} to {signature.Expiration}; the slot is from {bundle.Inception} to {next?.Inception ?? bundle.Expiration}");
            }
        }
    }

    private static void CheckKeys(KeyBundle bundle, FindingList findings)
    {
        if (bundle.Keys.Any(key => key.Ttl != bundle.Ttl) || bundle.Signatures.Any(signature =>
            signature.TypeCovered == Records.RRType.DNSKEY
                && (signature.OriginalTtl != bundle.Ttl || signature.Ttl != bundle.Ttl)))
        {
            Report(findings, CheckCodes.SkrTtl, bundle, "keys and signatures have different TTLs");
        }

        // A revoked key's algorithm is no longer needed by anybody.
        foreach (DnssecAlgorithm algorithm in bundle.Keys.Where(key => !key.Key.IsRevoked)
            .Select(key => key.Key.Algorithm).Distinct())
        {
            if (!bundle.Signatures.Any(signature => signature.Algorithm == algorithm
                && bundle.EntryPoints.Any(key => !key.Key.IsRevoked && signature.MayBeOf(key.Key))))
            {
                Report(findings, CheckCodes.SkrAlgorithms, bundle,
                    $"no KSK of algorithm {(int)algorithm} signed it");
            }

            if (!bundle.ZoneSigners.Any(key => key.Key.Algorithm == algorithm))
            {
                Report(findings, CheckCodes.SkrAlgorithms, bundle,
                    $"it has no ZSK of algorithm {(int)algorithm}: nobody could sign the zone by it");
            }
        }
    }

    private static void CheckAgainstRequest(SignedResponse response, SigningRequest request,
        FindingList findings)
    {
        if (response.Domain != request.Domain || (request.Id.Length > 0 && response.Id.Length > 0
            && (response.Id, response.Serial) != (request.Id, request.Serial)))
        {
            findings.Add(new Finding(CheckCodes.SkrRequest, new(response.Bundles[0].Location.File),
                "the response is to another request"));
        }

        foreach (KeyBundle asked in request.Bundles.Where(asked =>
            !response.Bundles.Any(bundle => bundle.Inception == asked.Inception)))
        {
            Report(findings, CheckCodes.SkrRequest, asked, "the response has no bundle for it");
        }

        foreach (KeyBundle bundle in response.Bundles)
        {
            KeyBundle? asked = request.Bundles.LastOrDefault(asked => asked.Inception <= bundle.Inception);
            if (asked is null
                || !bundle.ZoneSigners.Select(key => key.Key).ToHashSet()
                .SetEquals(asked.Keys.Select(key => key.Key)))
            {
                Report(findings, CheckCodes.SkrRequest, bundle, "its ZSKs are not those that were asked for");
            }
            else if (request.HasExpirations && response.Id.Length > 0
                && (asked.Id, asked.Inception, asked.Expiration) != (bundle.Id, bundle.Inception,
                    bundle.Expiration))
            {
                Report(findings, CheckCodes.SkrRequest, bundle,
                    $"bundle {asked.Id} was asked for, with other times or another name");
            }
        }
    }

    /// <summary>Checks that a response goes on from another.</summary>
    /// <param name="response">The response.</param>
    /// <param name="previous">The one that is served until it begins.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static void CheckChain(SignedResponse response, SignedResponse previous, FindingList findings)
    {
        KeyBundle first = response.Bundles[0];
        KeyBundle last = previous.Before(first.Inception)[^1];
        if (response.Domain != previous.Domain)
        {
            Report(findings, CheckCodes.SkrChain, first, $"the previous response is for {previous.Domain}");
        }
        else if (last.Expiration is not { } end || end <= first.Inception)
        {
            Report(findings, CheckCodes.SkrChain, first,
                $"it begins at {first.Inception}; the previous response's signatures end at {last.Expiration}");
        }
        else if (!first.EntryPoints.Any(key => !key.Key.IsRevoked
            && last.Keys.Any(other => other.IsSameKey(key.Key))))
        {
            Report(findings, CheckCodes.SkrChain, first,
                "none of its KSKs was in the bundle of the previous response that it follows");
        }
    }

    private static void Report(FindingList findings, CheckCode code, KeyBundle bundle, string message) =>
        findings.Add(new Finding(code, bundle.Location, $"bundle {bundle.Id}: {message}"));
}
