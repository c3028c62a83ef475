using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace DnssecToolkit.Keys;

/// <summary>Where a key is in a token (RFC 7512): a <c>pkcs11:</c> URI, read strictly and written in one
/// form.</summary>
/// <remarks>Null means "any". Two are equal when their text is. A PIN is never part of it: <c>pin-value</c>
/// is refused, <c>pin-source</c> says where the PIN is.</remarks>
public sealed class Pkcs11Uri : IEquatable<Pkcs11Uri>
{
    /// <summary>What every such URI starts with.</summary>
    public const string Scheme = "pkcs11:";

    /// <summary>The token's label (<c>token</c>).</summary>
    public string? Token { get; init; }

    /// <summary>The token's manufacturer (<c>manufacturer</c>).</summary>
    public string? Manufacturer { get; init; }

    /// <summary>The token's serial number (<c>serial</c>).</summary>
    public string? Serial { get; init; }

    /// <summary>The token's model (<c>model</c>).</summary>
    public string? Model { get; init; }

    /// <summary>The slot's number (<c>slot-id</c>); many modules change it from start to start.</summary>
    public ulong? SlotId { get; init; }

    /// <summary>The object's label (<c>object</c>, CKA_LABEL).</summary>
    public string? Object { get; init; }

    /// <summary>The object's identifier (<c>id</c>, CKA_ID): any octets.</summary>
    public ReadOnlyMemory<byte>? Id { get; init; }

    /// <summary>What its token is called where people read of it: its label, else its serial
    /// number.</summary>
    public string TokenName => Token ?? Serial ?? "token";

    /// <summary>The object's class (<c>type</c>): public, private, cert, secret-key or data.</summary>
    public string? Type { get; init; }

    /// <summary>The module's path (<c>module-path</c>).</summary>
    public string? ModulePath { get; init; }

    /// <summary>Where the PIN comes from (<c>pin-source</c>).</summary>
    public string? PinSource { get; init; }

    /// <summary>Whether a text means to be such a URI.</summary>
    public static bool HasScheme(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The text.</param>
    /// <param name="uri">The URI.</param>
    /// <param name="fault">What is wrong with it, as a clause that quotes no value.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Pkcs11Uri? uri, [NotNullWhen(false)] out string? fault)
    {
        Pkcs11UriReader reader = new();
        fault = reader.Read(text);
        uri = fault is null ? reader.ToUri() : null;
        return fault is null;
    }

    /// <summary>Whether two may be one object: nothing that both say of token and object differs.</summary>
    /// <remarks>Where a token is and how its PIN is found may be said in several ways, and a class only tells
    /// the halves of a key apart.</remarks>
    public bool MayBe(Pkcs11Uri other) =>
        MayBe(Token, other.Token) && MayBe(Manufacturer, other.Manufacturer) && MayBe(Serial, other.Serial)
        && MayBe(Model, other.Model) && MayBe(Object, other.Object)
        && (Id is not { } id || other.Id is not { } otherId || id.Span.SequenceEqual(otherId.Span));

    private static bool MayBe(string? one, string? other) => one is null || other is null || one == other;

    /// <summary>The same place, its module named.</summary>
    /// <param name="modulePath">The module to take where the URI names none, or null.</param>
    public Pkcs11Uri WithModule(string? modulePath) => With(ModulePath ?? modulePath, PinSource);

    /// <summary>The same place with another place for the PIN.</summary>
    /// <param name="pinSource">The place.</param>
    public Pkcs11Uri WithPinSource(string pinSource) => With(ModulePath, pinSource);

    /// <summary>The same key in a copy of its token: another module, and a PIN from elsewhere.</summary>
    /// <param name="modulePath">The module.</param>
    public Pkcs11Uri At(string modulePath) => With(modulePath, null);

    /// <summary>The token alone: no object in it, no module, no PIN.</summary>
    public Pkcs11Uri OfToken() =>
        new() { Token = Token, Manufacturer = Manufacturer, Serial = Serial, Model = Model, SlotId = SlotId };

    /// <summary>The same object in another token.</summary>
    /// <param name="token">Names the token, and its module and PIN where those are others.</param>
    public Pkcs11Uri In(Pkcs11Uri token) => new()
    {
        Token = token.Token,
        Manufacturer = token.Manufacturer,
        Serial = token.Serial,
        Model = token.Model,
        SlotId = token.SlotId,
        Object = Object,
        Id = Id,
        Type = Type,
        ModulePath = token.ModulePath ?? ModulePath,
        PinSource = token.PinSource ?? PinSource,
    };

    private Pkcs11Uri With(string? modulePath, string? pinSource) => new()
    {
        Token = Token,
        Manufacturer = Manufacturer,
        Serial = Serial,
        Model = Model,
        SlotId = SlotId,
        Object = Object,
        Id = Id,
        Type = Type,
        ModulePath = modulePath,
        PinSource = pinSource,
    };

    /// <inheritdoc/>
    public bool Equals(Pkcs11Uri? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Pkcs11Uri);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>Gives the URI, its attributes always in the same order.</summary>
    public override string ToString()
    {
        string[] path =
        [
            .. Attribute("token", Token), .. Attribute("manufacturer", Manufacturer), .. Attribute("serial",
                Serial),
            .. Attribute("model", Model),
            .. Attribute("slot-id", SlotId?.ToString(CultureInfo.InvariantCulture)),
            .. Attribute("object", Object), .. IdAttribute(), .. Attribute("type", Type),
        ];
        string[] query =
        [
            .. Attribute("module-path", ModulePath, Pkcs11UriReader.QueryPunctuation),
            .. Attribute("pin-source", PinSource, Pkcs11UriReader.QueryPunctuation),
        ];
        return Scheme + string.Join(';', path) + (query.Length == 0 ? "" : "?" + string.Join('&', query));
    }

    // RFC 7512 §2.3: the whole value of id should be percent-encoded.
    private string[] IdAttribute() => Id is { } id
        ? ["id=" + string.Concat(id.ToArray()
            .Select(octet => string.Create(CultureInfo.InvariantCulture, $"%{octet:X2}")))] : [];

    private static string[] Attribute(string name, string? value,
        string punctuation = Pkcs11UriReader.PathPunctuation)
    {
        if (value is null)
        {
            return [];
        }

        StringBuilder text = new(name + "=");
        foreach (byte octet in System.Text.Encoding.UTF8.GetBytes(value))
        {
            _ = Pkcs11UriReader.IsPlain((char)octet, punctuation)
                ? text.Append((char)octet) : text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return [text.ToString()];
    }
}
