using System.Security.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>Carries out what a tool asks of its token host, and writes the answer: the return value, then
/// what the function gave.</summary>
internal static class HostCalls
{
    /// <summary>The most handles, slots or mechanisms in one answer.</summary>
    public const int MostNumbers = 65_536;

    /// <summary>The most octets that are asked of a token's generator at once.</summary>
    public const int MostRandom = 4_096;

    private const int LongestPin = 1_024;

    /// <summary>Whether a request has a PIN or a key in it, and is wiped once it is done.</summary>
    public static bool HasSecret(HostOperation operation) =>
        operation is HostOperation.Login or HostOperation.InitToken or HostOperation.InitPin or HostOperation.SetPin
            or HostOperation.CreateObject;

    /// <summary>Answers one request.</summary>
    /// <param name="functions">The module.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="request">The request's body.</param>
    /// <param name="answer">An empty frame that takes the answer.</param>
    /// <returns>False if it is no request that a tool of ours makes.</returns>
    public static bool TryAnswer(
        ICryptoki functions, HostOperation operation, ReadOnlySpan<byte> request, FrameWriter answer)
    {
        FrameReader asked = new(request);
        switch (operation)
        {
            case HostOperation.Initialize:
                answer.Number(functions.Initialize().Number);
                break;
            case HostOperation.End:
                answer.Number(functions.End().Number);
                break;
            case HostOperation.GetInfo:
                answer.Number(functions.GetInfo(out CkInfo info).Number).Structure(info);
                break;
            case HostOperation.GetSlotList:
                answer.Number(functions.GetSlotList(out nuint[] slots).Number).Numbers(slots);
                break;
            case HostOperation.GetTokenInfo:
                answer.Number(functions.GetTokenInfo(asked.Number(), out CkTokenInfo token).Number)
                    .Structure(token);
                break;
            case HostOperation.GetMechanismList:
                answer.Number(functions.GetMechanismList(asked.Number(), out nuint[] mechanisms).Number)
                    .Numbers(
                    mechanisms);
                break;
            case HostOperation.GetMechanismInfo:
                answer.Number(functions.GetMechanismInfo(
                    asked.Number(), asked.Number(), out CkMechanismInfo mechanism).Number)
                        .Structure(mechanism);
                break;
            default:
                return TryAnswerInSession(functions, operation, ref asked, answer);
        }

        return asked.IsWhole;
    }

    private static bool TryAnswerInSession(
        ICryptoki functions, HostOperation operation, ref FrameReader asked, FrameWriter answer)
    {
        switch (operation)
        {
            case HostOperation.OpenSession:
                answer.Number(functions.OpenSession(asked.Number(), asked.Number(), out nuint session).Number)
                    .Number(
                    session);
                break;
            case HostOperation.CloseSession:
                answer.Number(functions.CloseSession(asked.Number()).Number);
                break;
            case HostOperation.Login:
                answer.Number(functions.Login(asked.Number(), asked.Number(),
                    asked.Octets(LongestPin)).Number);
                break;
            case HostOperation.FindObjects:
                answer.Number(functions.FindObjects(
                    asked.Number(), asked.Template(), out nuint[] objects).Number).Numbers(objects);
                break;
            case HostOperation.GetAttributeValue:
                answer.Number(functions.GetAttributeValue(
                    asked.Number(), asked.Number(), asked.Number(), out byte[] value).Number).Octets(value);
                break;
            case HostOperation.SignMany:
                return TrySign(functions, ref asked, answer);
            case HostOperation.GenerateKeyPair:
                answer.Number(functions.GenerateKeyPair(
                    asked.Number(), asked.Number(), asked.Template(), asked.Template(), out nuint publicKey,
                    out nuint privateKey).Number);
                answer.Number(publicKey).Number(privateKey);
                break;
            case HostOperation.DestroyObject:
                answer.Number(functions.DestroyObject(asked.Number(), asked.Number()).Number);
                break;
            case HostOperation.GenerateRandom:
                GiveRandom(functions, ref asked, answer);
                break;
            default:
                return TryAdminister(functions, operation, ref asked, answer);
        }

        return asked.IsWhole;
    }

    private static bool TryAdminister(
        ICryptoki functions, HostOperation operation, ref FrameReader asked, FrameWriter answer)
    {
        switch (operation)
        {
            case HostOperation.InitToken:
                return TryInitToken(functions, ref asked, answer);
            case HostOperation.InitPin:
                answer.Number(functions.InitPin(asked.Number(), asked.Octets(LongestPin)).Number);
                break;
            case HostOperation.SetPin:
                answer.Number(
                    functions.SetPin(asked.Number(), asked.Octets(LongestPin),
                        asked.Octets(LongestPin)).Number);
                break;
            case HostOperation.Logout:
                answer.Number(functions.Logout(asked.Number()).Number);
                break;
            case HostOperation.SetAttributeValue:
                answer.Number(functions.SetAttributeValue(asked.Number(), asked.Number(),
                    asked.Template()).Number);
                break;
            case HostOperation.CreateObject:
                CreateObject(functions, ref asked, answer);
                break;
            case HostOperation.WrapKey:
                answer.Number(functions.WrapKey(asked.Number(), asked.Number(), asked.Number(),
                    asked.Number(),
                    out byte[] wrapped).Number).Octets(wrapped);
                break;
            case HostOperation.UnwrapKey:
                answer.Number(functions.UnwrapKey(
                    asked.Number(), asked.Number(), asked.Number(),
                    asked.Octets(AttributeTemplate.LongestValue),
                    asked.Template(), out nuint key).Number).Number(key);
                break;
            default:
                return false;
        }

        return asked.IsWhole;
    }

    // A private key may be among the attributes.
    private static void CreateObject(ICryptoki functions, ref FrameReader asked, FrameWriter answer)
    {
        nuint session = asked.Number();
        AttributeTemplate template = asked.SecretTemplate();
        answer.Number(functions.CreateObject(session, template, out nuint target).Number).Number(target);
        template.Wipe();
    }

    // The module takes as many octets of the label as the standard says, whatever there are: it erases, so
    // that the request is read whole first.
    private static bool TryInitToken(ICryptoki functions, ref FrameReader asked, FrameWriter answer)
    {
        nuint slot = asked.Number();
        ReadOnlySpan<byte> pin = asked.Octets(LongestPin);
        ReadOnlySpan<byte> label = asked.Octets(Ck.LabelLength);
        if (!asked.IsWhole || label.Length != Ck.LabelLength)
        {
            return false;
        }

        answer.Number(functions.InitToken(slot, pin, label).Number);
        return true;
    }

    private static bool TrySign(ICryptoki functions, ref FrameReader asked, FrameWriter answer)
    {
        (nuint session, nuint mechanism, nuint key, int count) =
            (asked.Number(), asked.Number(), asked.Number(), asked.Short());
        RawSignatures batch = new() { Patience = TimeSpan.FromMilliseconds(asked.Short()) };
        for (int i = 0; i < count; i++)
        {
            batch.Add(asked.Octets(FrameHeader.LongestBody));
        }

        if (!asked.IsWhole)
        {
            return false;
        }

        answer.Number(functions.SignMany(session, mechanism, key, batch).Number).Short(batch.Done);
        for (int i = 0; i < batch.Done; i++)
        {
            answer.Octets(batch.SignatureAt(i));
        }

        return true;
    }

    private static void GiveRandom(ICryptoki functions, ref FrameReader asked, FrameWriter answer)
    {
        nuint session = asked.Number();
        Span<byte> octets = stackalloc byte[Math.Min(asked.Short(), MostRandom)];
        answer.Number(functions.GenerateRandom(session, octets).Number).Octets(octets);
        CryptographicOperations.ZeroMemory(octets);
    }
}
