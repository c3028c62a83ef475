using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <content>What is done in a session.</content>
internal sealed unsafe partial class Cryptoki
{
    private const int MostAttributes = FrameReader.MostAttributes;
    // a certificate would fit; a module that asks for more is out of order
    private const int LongestAttribute = AttributeTemplate.LongestValue;

    /// <inheritdoc/>
    public ReturnValue OpenSession(nuint slot, nuint flags, out nuint session)
    {
        CULong handle;
        ReturnValue result = new(((delegate* unmanaged[Cdecl]<CULong, CULong, nint, nint, CULong*, CULong>)At(
            CryptokiFunction.C_OpenSession))(
            new CULong(slot), new CULong(flags), 0, 0, &handle).Value);
        session = handle.Value;
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue CloseSession(nuint session) =>
        new(((delegate* unmanaged[Cdecl]<CULong, CULong>)At(CryptokiFunction.C_CloseSession))(new CULong(
            session)).Value);

    /// <inheritdoc/>
    public ReturnValue Login(nuint session, nuint user, ReadOnlySpan<byte> pin)
    {
        fixed (byte* octets = pin)
        {
            return new(
                ((delegate* unmanaged[Cdecl]<CULong, CULong, byte*, CULong,
                    CULong>)At(CryptokiFunction.C_Login))(
                new CULong(session), new CULong(user), octets, new CULong((nuint)pin.Length)).Value);
        }
    }

    /// <inheritdoc/>
    public ReturnValue FindObjects(nuint session, AttributeTemplate template, out nuint[] objects)
    {
        objects = [];
        CULong handle = new(session);
        CkAttribute* attributes = stackalloc CkAttribute[MostAttributes];
        byte[] values = Place(template, attributes);
        ReturnValue begun = new(
            ((delegate* unmanaged[Cdecl]<CULong, CkAttribute*, CULong,
                CULong>)At(CryptokiFunction.C_FindObjectsInit))(
            handle, attributes, new CULong((nuint)template.Count)).Value);
        GC.KeepAlive(values);
        if (begun != ReturnValue.CKR_OK)
        {
            return begun;
        }

        ReturnValue found = Collect(handle, out objects);
        ReturnValue ended =
            new(((delegate* unmanaged[Cdecl]<CULong,
                CULong>)At(CryptokiFunction.C_FindObjectsFinal))(handle).Value);
        return found == ReturnValue.CKR_OK ? ended : found;
    }

    /// <inheritdoc/>
    public ReturnValue GetAttributeValue(nuint session, nuint target, nuint type, out byte[] value)
    {
        var function = (delegate* unmanaged[Cdecl]<CULong, CULong, CkAttribute*, CULong, CULong>)At(
            CryptokiFunction.C_GetAttributeValue);
        CkAttribute attribute = new() { Type = new CULong(type) };
        value = [];
        ReturnValue measured =
            new(function(new CULong(session), new CULong(target), &attribute, new CULong(1)).Value);
        nuint length = attribute.Length.Value;
        if (measured != ReturnValue.CKR_OK || length is 0 or > LongestAttribute)
        {
            return measured;
        }

        byte[] octets = new byte[length];
        ReturnValue read;
        fixed (byte* place = octets)
        {
            attribute.Value = (nint)place;
            read = new(function(new CULong(session), new CULong(target), &attribute, new CULong(1)).Value);
        }

        value = read == ReturnValue.CKR_OK && attribute.Length.Value <= length
            ? octets[..(int)attribute.Length.Value]
            : [];
        return read;
    }

    /// <inheritdoc/>
    public ReturnValue SignMany(nuint session, nuint mechanism, nuint key, RawSignatures batch)
    {
        Span<byte> signature = stackalloc byte[RawSignatures.LongestSignature];
        int before = batch.Done;
        long start = Stopwatch.GetTimestamp();
        while (batch.Done < batch.Count)
        {
            if (batch.Done > before && Stopwatch.GetElapsedTime(start) > batch.Patience)
            {
                break;
            }

            ReturnValue result = SignInit(session, mechanism, key);
            int length = 0;
            result = result.IsOk ? Sign(session, batch.DataAt(batch.Done), signature, out length) : result;
            if (!result.IsOk)
            {
                return result;
            }

            batch.AddSignature(signature[..length]);
        }

        return ReturnValue.CKR_OK;
    }

    private ReturnValue SignInit(nuint session, nuint mechanism, nuint key)
    {
        CkMechanism how = new() { Mechanism = new CULong(mechanism) };
        return new(((delegate* unmanaged[Cdecl]<CULong, CkMechanism*, CULong,
            CULong>)At(CryptokiFunction.C_SignInit))(
            new CULong(session), &how, new CULong(key)).Value);
    }

    // A length that does not fit leaves an empty signature, which verifies nowhere.
    private ReturnValue Sign(nuint session, ReadOnlySpan<byte> data, Span<byte> signature, out int length)
    {
        CULong size = new((nuint)signature.Length);
        ReturnValue result;
        fixed (byte* from = data, to = signature)
        {
            result = new(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong*, CULong>)At(
                CryptokiFunction.C_Sign))(
                new CULong(session), from, new CULong((nuint)data.Length), to, &size).Value);
        }

        length = result == ReturnValue.CKR_OK && size.Value <= (nuint)signature.Length ? (int)size.Value : 0;
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue GenerateKeyPair(
        nuint session, nuint mechanism, AttributeTemplate publicHalf, AttributeTemplate privateHalf,
        out nuint publicKey, out nuint privateKey)
    {
        CkMechanism how = new() { Mechanism = new CULong(mechanism) };
        CkAttribute* publicAttributes = stackalloc CkAttribute[MostAttributes];
        CkAttribute* privateAttributes = stackalloc CkAttribute[MostAttributes];
        byte[] publicValues = Place(publicHalf, publicAttributes);
        byte[] privateValues = Place(privateHalf, privateAttributes);
        CULong publicHandle, privateHandle;
        var function = (delegate* unmanaged[Cdecl]<CULong, CkMechanism*, CkAttribute*, CULong, CkAttribute*,
            CULong,
            CULong*, CULong*, CULong>)
            At(CryptokiFunction.C_GenerateKeyPair);
        ReturnValue result = new(function(
            new CULong(session), &how, publicAttributes, new CULong((nuint)publicHalf.Count),
            privateAttributes, new CULong((nuint)privateHalf.Count), &publicHandle, &privateHandle).Value);
        GC.KeepAlive(publicValues);
        GC.KeepAlive(privateValues);
        (publicKey, privateKey) = (publicHandle.Value, privateHandle.Value);
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue DestroyObject(nuint session, nuint target) =>
        new(((delegate* unmanaged[Cdecl]<CULong, CULong, CULong>)At(CryptokiFunction.C_DestroyObject))(
            new CULong(session), new CULong(target)).Value);

    /// <inheritdoc/>
    public ReturnValue GenerateRandom(nuint session, Span<byte> octets)
    {
        fixed (byte* place = octets)
        {
            return new(
                ((delegate* unmanaged[Cdecl]<CULong, byte*, CULong,
                    CULong>)At(CryptokiFunction.C_GenerateRandom))(
                new CULong(session), place, new CULong((nuint)octets.Length)).Value);
        }
    }

    // The array is pinned for good; the caller keeps it alive over the call.
    private static byte[] Place(AttributeTemplate template, CkAttribute* attributes) =>
        Place(template, attributes, length => GC.AllocateArray<byte>(length, pinned: true));

    private static byte[] Place(AttributeTemplate template, CkAttribute* attributes,
        Func<int, byte[]> allocate)
    {
        Span<CkAttribute> places = new(attributes, MostAttributes);
        byte[] values = template.Flatten(places, allocate);
        nint address = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(values, 0);
        for (int i = 0; i < template.Count; i++)
        {
            places[i].Value += address;
        }

        return values;
    }

    private ReturnValue Collect(CULong session, out nuint[] objects)
    {
        const int Batch = 64;
        var function =
            (delegate* unmanaged[Cdecl]<CULong, CULong*, CULong, CULong*,
                CULong>)At(CryptokiFunction.C_FindObjects);
        CULong* batch = stackalloc CULong[Batch];
        List<nuint> found = [];
        ReturnValue result;
        CULong count;
        do
        {
            count = default;
            result = new(function(session, batch, new CULong(Batch), &count).Value);
            for (int i = 0; result == ReturnValue.CKR_OK && i < Math.Min((int)count.Value, Batch); i++)
            {
                found.Add(batch[i].Value);
            }
        }
        while (result == ReturnValue.CKR_OK && count.Value > 0);

        objects = [.. found];
        return result;
    }
}
