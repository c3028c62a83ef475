using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keys;

/// <content>Reading. Values never become strings, and no message quotes one.</content>
public sealed partial class BindPrivateFile
{
    private const int MaximumFieldLength = 1024; // octets; an RSA number of 4096 bits has 512
    private const int NewestMinorVersion = 3;

    // What BIND may write beside, and what the toolkit does not need.
    private static readonly string[] IgnoredFields =
    [
        "Generated", "Predecessor", "Successor", "MaxTTL", "RollPeriod", "Lifetime", "DSPubCount", "DSRemCount",
        "DSDelete", "DSRemoved", "DNSKEYChange", "ZRRSIGChange", "KRRSIGChange", "DSChange",
    ];

    private static readonly string[] ElsewhereFields = ["Engine", "Label"];

    /// <summary>Reads a .private file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="findings">Takes what is wrong with it, its mode included.</param>
    /// <returns>Null where it is faulty.</returns>
    /// <exception cref="UnreadableInputException">The file cannot be read.</exception>
    public static BindPrivateFile? Read(string path, FindingList findings)
    {
        byte[] octets = KeyFileOctets.Read(path);
        try
        {
            if (KeyFileOctets.IsOpenToOthers(path))
            {
                findings.Add(new Finding(CheckCodes.KeyFileMode, new SourceLocation(path), "others can read or write this private key")
                {
                    Hint = $"chmod 600 '{path}', and consider who may have read it",
                });
            }

            return Parse(octets, path, findings);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Reads the octets of a .private file.</summary>
    /// <param name="text">The octets; the caller's to wipe.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is faulty.</returns>
    public static BindPrivateFile? Parse(ReadOnlySpan<byte> text, string path, FindingList findings)
    {
        using Fields fields = new();
        int line = 0;
        foreach (Range range in text.Split((byte)'\n'))
        {
            line++;
            ReadOnlySpan<byte> content = text[range].Trim(" \t\r"u8);
            if (!content.IsEmpty && content[0] != (byte)';' && fields.Take(content) is { } fault)
            {
                findings.Add(new Finding(CheckCodes.KeyFileSyntax, new SourceLocation(path, line), fault));
                return null;
            }
        }

        string? missing = fields.TryBuild(out BindPrivateFile? file);
        if (missing is not null)
        {
            findings.Add(new Finding(CheckCodes.KeyFileSyntax, new SourceLocation(path), missing));
        }

        return file;
    }

    /// <summary>The fields read so far; numbers that were not used are wiped.</summary>
    private sealed class Fields : IDisposable
    {
        private readonly Dictionary<string, byte[]> _numbers = [];
        private AlgorithmTraits? _traits;
        private KeyTiming _timing = KeyTiming.None;
        private int _minor = -1;

        /// <summary>Takes one line; gives what is wrong with it, or null.</summary>
        public string? Take(ReadOnlySpan<byte> line)
        {
            int colon = line.IndexOf((byte)':');
            if (colon is < 1 or > 64)
            {
                return "not of the form 'Name: value'";
            }

            string name = System.Text.Encoding.Latin1.GetString(line[..colon]);
            ReadOnlySpan<byte> value = line[(colon + 1)..].Trim(" \t"u8);
            if (_minor < 0)
            {
                return TakeVersion(name, value);
            }

            return name switch
            {
                "Algorithm" => TakeAlgorithm(value),
                _ when name == SecretField || RsaFields.Contains(name) => TakeNumber(name, value),
                _ when KeyTimingText.IsName(name) => TakeMoment(name, value),
                _ when IgnoredFields.Contains(name) => null,
                _ when ElsewhereFields.Contains(name) =>
                    "the private key is not in this file but in an engine or a token, which a software key cannot be",
                // Newer minor versions may add fields that older readers pass over.
                _ => _minor > NewestMinorVersion ? null : "a field that no version of this format has",
            };
        }

        /// <summary>Makes the key of the fields; gives what is missing, or null.</summary>
        public string? TryBuild(out BindPrivateFile? file)
        {
            file = null;
            if (_traits is null)
            {
                return _minor < 0 ? "the file is empty" : "there is no 'Algorithm:' line";
            }

            string[] needed = _traits.Family == KeyFamily.Rsa ? RsaFields : [SecretField];
            string? missing = Array.Find(needed, name => !_numbers.ContainsKey(name));
            if (missing is not null || _numbers.Count != needed.Length)
            {
                return missing is null ? "fields of another algorithm" : $"there is no '{missing}:' line";
            }

            byte[][] taken = [.. needed.Select(name => _numbers[name])];
            _numbers.Clear();
            PrivateKeyComponents components = _traits.Family == KeyFamily.Rsa
                ? PrivateKeyComponents.Rsa(taken[0], taken[1], taken[2], taken[3], taken[4], taken[5],
                    taken[6], taken[7])
                : PrivateKeyComponents.OnCurve(_traits.Algorithm, taken[0]);
            file = new BindPrivateFile(_traits.Algorithm, components, _timing);
            return null;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (byte[] number in _numbers.Values)
            {
                CryptographicOperations.ZeroMemory(number);
            }
        }

        private string? TakeVersion(string name, ReadOnlySpan<byte> value)
        {
            if (name != "Private-key-format" || !value.StartsWith("v1."u8)
                || !Utf8Parser.TryParse(value[3..], out ushort minor, out int taken)
                || taken != value.Length - 3)
            {
                return "the first line is not 'Private-key-format: v1.2' or 'v1.3'";
            }

            _minor = minor;
            return null;
        }

        private string? TakeAlgorithm(ReadOnlySpan<byte> value)
        {
            if (_traits is not null)
            {
                return "a second 'Algorithm:' line";
            }

            // 13 (ECDSAP256SHA256): the number counts.
            if (Utf8Parser.TryParse(value, out byte number, out int taken)
                && (taken == value.Length || value[taken] == (byte)' '))
            {
                _traits = AlgorithmTraits.Find((DnssecAlgorithm)number);
            }

            return _traits is null ? "an algorithm that the toolkit does not compute with" : null;
        }

        private string? TakeNumber(string name, ReadOnlySpan<byte> value)
        {
            byte[] buffer = SecretMemory.Allocate(Base64.GetMaxDecodedFromUtf8Length(value.Length));
            try
            {
                OperationStatus status = Base64.DecodeFromUtf8(value, buffer, out _, out int written);
                if (status != OperationStatus.Done || written is 0 or > MaximumFieldLength)
                {
                    return $"the value of '{name}:' is not Base64 of a number";
                }

                byte[] number = SecretMemory.Allocate(written);
                buffer.AsSpan(0, written).CopyTo(number);
                if (_numbers.TryAdd(name, number))
                {
                    return null;
                }

                CryptographicOperations.ZeroMemory(number);
                return $"a second '{name}:' line";
            }
            finally
            {
                CryptographicOperations.ZeroMemory(buffer);
            }
        }

        private string? TakeMoment(string name, ReadOnlySpan<byte> value) =>
            KeyTimingText.TrySet(ref _timing, name, System.Text.Encoding.Latin1.GetString(value))
                ? null : $"the value of '{name}:' is not a moment written YYYYMMDDHHMMSS";
    }
}
