using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Finds private keys in a token: by identifier, label and public key together.</summary>
internal static class TokenKeys
{
    /// <summary>Finds the one private key that a URI and a DNSKEY name.</summary>
    /// <param name="connection">The token.</param>
    /// <param name="session">A session of it.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="uri">The URI, with an object or an identifier.</param>
    /// <param name="ifMissing">Where recovery begins if it is not there; null if it was never seen
    /// there.</param>
    /// <param name="handle">The object's handle.</param>
    /// <returns>Why it was not found, or null.</returns>
    /// <exception cref="UsageException">The URI names no key.</exception>
    public static TokenFault? Find(
        TokenConnection connection, nuint session, ZoneKey key, Pkcs11Uri uri, RecoveryStep? ifMissing,
        out nuint handle)
    {
        if (uri.Object is null && uri.Id is null)
        {
            throw new UsageException($"{uri}: no key is named", "put object=LABEL or id=%XX… into the URI");
        }

        handle = 0;
        ReturnValue searched = connection.Functions.FindObjects(
            session, TemplateOf(connection.Profile, uri, Ck.CKO_PRIVATE_KEY), out nuint[] named);
        if (!searched.IsOk)
        {
            return TokenFault.Of(searched, "cannot search for keys");
        }

        List<(nuint Handle, byte[]? Public)> read = [];
        foreach (nuint found in named)
        {
            if (ReadPublicHalf(connection, session, found, out byte[]? half) is { } fault)
            {
                return fault;
            }

            read.Add((found, half));
        }

        // A token that went away while it was read says nothing about its keys.
        ReturnValue still = connection.Functions.GetTokenInfo((nuint)connection.Token.Slot, out _);
        return still.IsOk ? Choose(read, key, uri, ifMissing, out handle)
            : TokenFault.Of(still, "cannot read its keys");
    }

    private static TokenFault? Choose(
        List<(nuint Handle, byte[]? Public)> read, ZoneKey key, Pkcs11Uri uri, RecoveryStep? ifMissing,
        out nuint handle)
    {
        nuint[] right = [.. read.Where(found => found.Public is not null
            && key.PublicKey.SequenceEqual(found.Public)).Select(found => found.Handle)];
        nuint[] silent = [.. read.Where(found => found.Public is null).Select(found => found.Handle)];
        // Where a token does not show the public half, the signature over a nonce decides.
        handle = right.Length == 1 ? right[0] : right.Length == 0 && silent.Length == 1 ? silent[0] : 0;
        return (read.Count, right.Length, silent.Length) switch
        {
            (0, _, _) => new TokenFault(
                $"it has no private key for {uri}",
                "look with `keyall token probe`; was the key removed, or is it in another token?", ifMissing),
            (_, 1, _) => null,
            (_, > 1, _) => new TokenFault(
                $"{right.Length} private keys fit {uri} and {key}",
                "remove the copies: nobody could tell which one signs", null),
            (_, _, 1) => null,
            _ => new TokenFault(
                $"the private key of {uri} belongs to another DNSKEY than {key}",
                "the .key file or the URI is the wrong one", ifMissing),
        };
    }

    /// <summary>The handles of all objects that have some attributes.</summary>
    public static nuint[] Search(TokenConnection connection, nuint session, AttributeTemplate template)
    {
        connection.Demand(
            connection.Functions.FindObjects(session, template, out nuint[] objects),
            "cannot search for keys");
        return objects;
    }

    /// <summary>Reads an attribute of an object; empty where it has none.</summary>
    public static byte[] AttributeOf(TokenConnection connection, nuint session, nuint target, nuint type)
    {
        _ = connection.Functions.GetAttributeValue(session, target, type, out byte[] value);
        return value;
    }

    /// <summary>The public half of a private key in DNSKEY's form: its own numbers, or those of the public
    /// key with its name.</summary>
    public static byte[]? PublicHalfOf(TokenConnection connection, nuint session, nuint privateKey) =>
        ReadPublicHalf(connection, session, privateKey, out byte[]? half) is { } fault
            ? throw fault.ToException(connection.Place, "", connection.Profile) : half;

    private static TokenFault? ReadPublicHalf(
        TokenConnection connection, nuint session, nuint privateKey, out byte[]? half)
    {
        half = TokenPublicKey.Read(connection.Functions, session, privateKey);
        if (half is not null)
        {
            return null;
        }

        byte[] id = AttributeOf(connection, session, privateKey, Ck.CKA_ID);
        byte[] label = AttributeOf(connection, session, privateKey, Ck.CKA_LABEL);
        AttributeTemplate template = new AttributeTemplate().With(Ck.CKA_CLASS, Ck.CKO_PUBLIC_KEY);
        template = id.Length > 0 ? template.With(Ck.CKA_ID, id) : template.With(Ck.CKA_LABEL, label);
        ReturnValue searched = connection.Functions.FindObjects(session, template, out nuint[] halves);
        half = searched.IsOk && halves.Length == 1
            ? TokenPublicKey.Read(connection.Functions, session, halves[0]) : null;
        return TokenFault.Unless(searched, "cannot search for keys");
    }

    /// <summary>What a URI says of a key, to search for it.</summary>
    public static AttributeTemplate TemplateOf(DeviceProfile profile, Pkcs11Uri uri, nuint objectClass)
    {
        AttributeTemplate template = new AttributeTemplate().With(Ck.CKA_CLASS, objectClass);
        if (uri.Object is { } label)
        {
            template = template.With(Ck.CKA_LABEL, System.Text.Encoding.UTF8.GetBytes(label));
        }

        // Where keys have no identifier, one in the URI would find nothing.
        return uri.Id is { } id && (profile.KeysHaveId || uri.Object is null)
            ? template.With(Ck.CKA_ID, id.ToArray())
            : template;
    }
}
