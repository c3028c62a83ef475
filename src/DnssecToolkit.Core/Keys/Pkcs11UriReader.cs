using System.Globalization;
using System.Text;

namespace DnssecToolkit.Keys;

/// <summary>Reads one <c>pkcs11:</c> URI by the grammar of RFC 7512 §2.3, without leniency.</summary>
internal sealed class Pkcs11UriReader
{
    /// <summary>What may stand unescaped in the path beside letters, digits and <c>-._~</c>
    /// (pk11-path-res-avail).</summary>
    internal const string PathPunctuation = ":[]@!$'()*+,=&";

    /// <summary>What may stand unescaped in the query (pk11-query-res-avail).</summary>
    internal const string QueryPunctuation = ":[]@!$'()*+,=/?|";

    private static readonly string[] PathNames =
        ["token", "manufacturer", "serial", "model", "slot-id", "object", "id", "type"];

    private static readonly string[] QueryNames = ["module-path", "pin-source"];
    private static readonly string[] Types = ["public", "private", "cert", "secret-key", "data"];
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _texts = [];
    private byte[]? _id;
    private ulong? _slot;

    /// <summary>Reads the URI; gives what is wrong with it, or null.</summary>
    public string? Read(string text)
    {
        if (!Pkcs11Uri.HasScheme(text))
        {
            return "it does not start with 'pkcs11:'";
        }

        string rest = text[Pkcs11Uri.Scheme.Length..];
        int question = rest.IndexOf('?');
        return question < 0
            ? ReadAttributes(rest, ';', PathNames, PathPunctuation)
            : ReadAttributes(rest[..question], ';', PathNames, PathPunctuation)
                ?? ReadAttributes(rest[(question + 1)..], '&', QueryNames, QueryPunctuation);
    }

    /// <summary>Gives what was read.</summary>
    public Pkcs11Uri ToUri() => new()
    {
        Token = _texts.GetValueOrDefault("token"),
        Manufacturer = _texts.GetValueOrDefault("manufacturer"),
        Serial = _texts.GetValueOrDefault("serial"),
        Model = _texts.GetValueOrDefault("model"),
        SlotId = _slot,
        Object = _texts.GetValueOrDefault("object"),
        Id = _id is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(_id),
        Type = _texts.GetValueOrDefault("type"),
        ModulePath = _texts.GetValueOrDefault("module-path"),
        PinSource = _texts.GetValueOrDefault("pin-source"),
    };

    /// <summary>Whether a character stands for itself.</summary>
    internal static bool IsPlain(char character, string punctuation) =>
        char.IsAsciiLetterOrDigit(character) || "-._~".Contains(character) || punctuation.Contains(character);

    private string? ReadAttributes(string text, char separator, string[] names, string punctuation)
    {
        if (text.Length == 0)
        {
            return null;
        }

        foreach (string attribute in text.Split(separator))
        {
            int equals = attribute.IndexOf('=');
            string? fault = equals < 1 ? "an attribute is not of the form name=value"
                : Take(attribute[..equals], attribute[(equals + 1)..], names, punctuation);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Take(string name, string value, string[] names, string punctuation)
    {
        if (name == "pin-value")
        {
            return "a PIN in a URI ends up in files and logs: name its place with 'pin-source'";
        }

        if (!names.Contains(name))
        {
            return IsNamed(name)
                ? $"the attribute '{name}' is not understood here" : "an attribute's name cannot be one";
        }

        return Decode(value, punctuation) is { } octets
            ? Store(name, octets) : $"the value of '{name}' has characters that must be percent-encoded";
    }

    // What is not an attribute's name is not repeated: it may be a secret that went astray.
    private static bool IsNamed(string name) => name.Length <= 32
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    private string? Store(string name, byte[] octets)
    {
        if (name == "id")
        {
            bool again = _id is not null;
            _id = octets;
            return again ? "the attribute 'id' occurs twice" : null;
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return $"the value of '{name}' is not UTF-8";
        }

        return name switch
        {
            _ when !_texts.TryAdd(name, text) => $"the attribute '{name}' occurs twice",
            _ when text.Contains('\0') => $"the value of '{name}' has a zero octet",
            "type" when !Types.Contains(text) => $"the value of 'type' is none of {string.Join(", ", Types)}",
            "slot-id" => StoreSlot(text),
            _ => null,
        };
    }

    private string? StoreSlot(string text)
    {
        bool isNumber = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong slot);
        _slot = slot;
        return isNumber ? null : "the value of 'slot-id' is not a number";
    }

    private static byte[]? Decode(string value, string punctuation)
    {
        List<byte> octets = new(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            if (IsPlain(value[i], punctuation))
            {
                octets.Add((byte)value[i]);
            }
            else if (value[i] == '%' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1])
                && char.IsAsciiHexDigit(value[i + 2]))
            {
                octets.Add(byte.Parse(value.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return [.. octets];
    }
}
