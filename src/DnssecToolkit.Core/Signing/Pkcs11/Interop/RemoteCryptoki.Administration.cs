namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <content>What is done once in a token's life, and keys that come from elsewhere.</content>
internal sealed partial class RemoteCryptoki
{
    /// <inheritdoc/>
    public ReturnValue InitToken(nuint slot, ReadOnlySpan<byte> soPin, ReadOnlySpan<byte> label)
    {
        using SecretCopy pin = new(soPin);
        byte[] name = label.ToArray();
        return Ask(HostOperation.InitToken, asked => asked.Number(slot).Octets(pin.Octets).Octets(name));
    }

    /// <inheritdoc/>
    public ReturnValue InitPin(nuint session, ReadOnlySpan<byte> pin)
    {
        using SecretCopy copy = new(pin);
        return Ask(HostOperation.InitPin, asked => asked.Number(session).Octets(copy.Octets));
    }

    /// <inheritdoc/>
    public ReturnValue SetPin(nuint session, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        using SecretCopy old = new(before);
        using SecretCopy chosen = new(after);
        return Ask(HostOperation.SetPin, asked => asked.Number(session).Octets(old.Octets)
            .Octets(chosen.Octets));
    }

    /// <inheritdoc/>
    public ReturnValue Logout(nuint session) => Ask(HostOperation.Logout, asked => asked.Number(session));

    /// <inheritdoc/>
    public ReturnValue SetAttributeValue(nuint session, nuint target, AttributeTemplate template) =>
        Ask(HostOperation.SetAttributeValue, asked => asked.Number(session).Number(target)
            .Template(template));

    /// <inheritdoc/>
    public ReturnValue CreateObject(nuint session, AttributeTemplate template, out nuint target) =>
        AskFor(HostOperation.CreateObject, asked => asked.Number(session).Template(template), out target);

    /// <inheritdoc/>
    public ReturnValue WrapKey(nuint session, nuint mechanism, nuint wrapping, nuint key,
        out byte[] wrapped) => AskForOctets(
        HostOperation.WrapKey, asked =>
            asked.Number(session).Number(mechanism).Number(wrapping).Number(key), out wrapped);

    /// <inheritdoc/>
    public ReturnValue UnwrapKey(
        nuint session, nuint mechanism, nuint wrapping, ReadOnlySpan<byte> wrapped,
        AttributeTemplate template, out nuint target)
    {
        byte[] octets = wrapped.ToArray();
        return AskFor(
            HostOperation.UnwrapKey,
            asked => asked.Number(session).Number(mechanism).Number(wrapping).Octets(octets)
                .Template(template),
            out target);
    }
}
