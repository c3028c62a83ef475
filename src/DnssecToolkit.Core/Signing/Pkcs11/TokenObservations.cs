using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What can be seen of a token that its users should know, found by asking it and not from its
/// profile.</summary>
public static class TokenObservations
{
    private const int WantedBits = 2_048;
    private const int OrdinarySlots = 1_024;
    private static readonly Version FirstWithToday = new(2, 20);

    /// <summary>What shows without a login.</summary>
    /// <param name="module">The token's module.</param>
    /// <param name="token">The token.</param>
    /// <param name="profile">The profile that it is used with.</param>
    public static IEnumerable<string> Of(Pkcs11Module module, Pkcs11Token token, DeviceProfile profile) =>
        ((IEnumerable<string?>)[
            Version.TryParse(module.CryptokiVersion, out Version? version)
                && version < FirstWithToday ? $"it speaks Cryptoki {version}, from before 2.20" : null,
            SerialFault(module, token, profile),
            token.Slot > OrdinarySlots && profile.SlotsAreStable
                ? "its slot number looks random, though the profile says that it stays" : null,
            token.Label.EndsWith(')')
                ? "its driver adds a word in brackets to the label: name it with that" : null,
            token.HasPinPad ? "the PIN is typed at the device: unattended runs cannot log in" : null,
            token.NeedsLogin ? null : "keys can be used without a PIN",
            token.MaximumSessions is { } most
                ? string.Create(CultureInfo.InvariantCulture, $"it allows {most} sessions at once") : null,
            .. MechanismFaults(module, token),
        ]).OfType<string>();

    /// <summary>What shows after the login.</summary>
    /// <param name="connection">The token, logged in.</param>
    /// <exception cref="KeyUnavailableException">The token fails.</exception>
    public static IReadOnlyList<string> InSession(TokenConnection connection)
    {
        List<string> found = [];
        Pkcs11Token before = connection.Token;
        if (connection.Functions.GetTokenInfo((nuint)before.Slot, out CkTokenInfo info).IsOk
            && Pkcs11Token.Of((nuint)before.Slot, info).Serial != before.Serial)
        {
            found.Add("its serial number is another one after the login");
        }

        if (!HasGenerator(connection))
        {
            found.Add("it has no random numbers to give: --mix-random cannot use it");
        }

        nuint session = connection.Rent();
        try
        {
            foreach (nuint key in TokenKeys.Search(
                connection, session, new AttributeTemplate().With(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY)))
            {
                found.AddRange(KeyFaults(connection, session, key));
            }
        }
        finally
        {
            connection.Return(session);
        }

        return [.. found.Distinct()];
    }

    private static string? SerialFault(Pkcs11Module module, Pkcs11Token token, DeviceProfile profile)
    {
        int alike = module.Tokens().Count(other => other.IsInitialized && other.Serial == token.Serial);
        return token.Serial.Length == 0 ? "it shows no serial number"
            : token.Serial.Contains(' ') ? $"its serial number is no number before the login: {token.Serial}"
            : alike > 1 && profile.SerialIsUnique ? string.Create(
                CultureInfo.InvariantCulture, $"{alike} tokens show the serial number {token.Serial}") : null;
    }

    private static List<string> MechanismFaults(Pkcs11Module module, Pkcs11Token token)
    {
        List<string> faults = [];
        bool hasRsa = Asks(module, token, Ck.CKM_RSA_PKCS_KEY_PAIR_GEN, out int mostBits);
        if (hasRsa && mostBits < WantedBits)
        {
            faults.Add(string.Create(
                CultureInfo.InvariantCulture, $"RSA keys have {mostBits} bits at most: too few for DNSSEC"));
        }

        if (hasRsa && !Asks(module, token, Ck.CKM_RSA_PKCS, out _))
        {
            faults.Add(Asks(module, token, Ck.CKM_RSA_X_509, out _)
                ? "it has no CKM_RSA_PKCS: the padding is made here, for CKM_RSA_X_509"
                : "it has neither CKM_RSA_PKCS nor CKM_RSA_X_509: it hashes and pads by itself, where it can");
        }

        if (!Asks(module, token, Ck.CKM_ECDSA, out _))
        {
            faults.Add("no ECDSA: take RSASHA256 with 2048 bits");
        }

        if (!Asks(module, token, Ck.CKM_EDDSA, out _))
        {
            faults.Add("no Ed25519");
        }

        return faults;
    }

    private static bool Asks(Pkcs11Module module, Pkcs11Token token, nuint mechanism, out int mostBits)
    {
        bool has = module.Functions.GetMechanismInfo((nuint)token.Slot, mechanism,
            out CkMechanismInfo info).IsOk;
        mostBits = (int)Math.Min(info.MaxKeySize.Value, int.MaxValue);
        return has;
    }

    private static bool HasGenerator(TokenConnection connection)
    {
        nuint session = connection.Rent();
        try
        {
            Span<byte> octets = stackalloc byte[16];
            return connection.Functions.GenerateRandom(session, octets).IsOk
                && octets.ContainsAnyExcept((byte)0);
        }
        finally
        {
            connection.Return(session);
        }
    }

    private static IEnumerable<string> KeyFaults(TokenConnection connection, nuint session, nuint key)
    {
        string label = Pkcs11Token.TextOf(TokenKeys.AttributeOf(connection, session, key, Ck.CKA_LABEL));
        if (TokenKeys.AttributeOf(connection, session, key, Ck.CKA_SENSITIVE) is [0])
        {
            yield return $"the key \"{label}\" can be read in the clear (CKA_SENSITIVE is false)";
        }

        if (TokenKeys.AttributeOf(connection, session, key, Ck.CKA_EXTRACTABLE) is [not 0]
            && !connection.Profile.NewKeysAreExtractable)
        {
            yield return $"the key \"{label}\" can be taken out wrapped (CKA_EXTRACTABLE is true)";
        }

        if (connection.Profile.KeysHaveId
            && TokenKeys.AttributeOf(connection, session, key, Ck.CKA_ID).Length == 0)
        {
            yield return $"the key \"{label}\" has no identifier (CKA_ID): it is found by its label alone";
        }

        if (TokenPublicKey.Read(connection.Functions, session, key) is null)
        {
            yield return "private keys do not show their public half: it is read from the public key beside them";
        }
    }
}
