using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Keys;

public class BindPrivateFileTests
{
    private const string Seed = "ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=";

    private static readonly string Good =
        $"Private-key-format: v1.3\nAlgorithm: 15 (ED25519)\nPrivateKey: {Seed}\nCreated: 20261120232848\n";

    [Fact]
    public void ToOctets_GivesBackTheTextThatWasRead()
    {
        using BindPrivateFile file = Parse(Good, out _)!;
        Assert.Equal(Good, System.Text.Encoding.ASCII.GetString(file.ToOctets()));
        Assert.Equal("20261120232848", file.Timing.Created!.Value.ToCompactString());
    }

    [Theory]
    [InlineData("", "empty", 0)]
    [InlineData("Algorithm: 15\n", "Private-key-format", 1)]
    [InlineData("Private-key-format: v2.0\n", "Private-key-format", 1)]
    [InlineData("Private-key-format: v1.3\nAlgorithm: 1 (RSAMD5)\n", "algorithm", 2)]
    [InlineData("Private-key-format: v1.3\nAlgorithm: 15 (ED25519)\n", "no 'PrivateKey:'", 0)]
    [InlineData("Private-key-format: v1.3\nPrivateKey: ODIy\n", "no 'Algorithm:'", 0)]
    [InlineData("Private-key-format: v1.3\nPrivateKey: OD!y\n", "Base64", 2)]
    [InlineData("Private-key-format: v1.3\nPrivateKey: ODIy\nPrivateKey: ODIy\n", "second", 3)]
    [InlineData("Private-key-format: v1.3\nAlgorithm: 13 (X)\nModulus: ODIy\nPrivateKey: ODIy\n", "another",
        0)]
    [InlineData("Private-key-format: v1.3\nCreated: yesterday\n", "moment", 2)]
    [InlineData("Private-key-format: v1.3\nLabel: cGtjczEx\n", "token", 2)]
    [InlineData("Private-key-format: v1.3\nColour: blue\n", "no version", 2)]
    [InlineData("Private-key-format: v1.3\nno colon\n", "Name: value", 2)]
    public void Parse_SaysWhatIsWrongAndWhere(string text, string message, int line)
    {
        Assert.Null(Parse(text, out Finding? finding));
        Assert.Contains(message, finding!.Message, StringComparison.Ordinal);
        Assert.Equal(line, finding.Location.Line);
    }

    [Fact]
    public void Parse_TakesUnknownFieldsOfNewerVersions()
    {
        using BindPrivateFile? file = Parse(Good.Replace("v1.3", "v1.9", StringComparison.Ordinal)
            + "Colour: blue\n", out _);
        Assert.NotNull(file);
    }

    [Fact]
    public void Parse_NeverCrashesNorTellsASecretWhateverTheFileHolds()
    {
        const int seed = 20261121;
        Mutations random = new(seed);
        byte[] rsa = RsaFile();
        for (int round = 0; round < 3000; round++)
        {
            byte[] text = [.. (round & 1) == 0 ? System.Text.Encoding.ASCII.GetBytes(Good) : rsa];
            for (int change = random.Next(1, 8); change > 0; change--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            FindingList findings = new();
            using BindPrivateFile? file = BindPrivateFile.Parse(text.AsSpan(0, random.Next(text.Length + 1)),
                "k", findings);
            Assert.Equal(file is null, findings.HasFaults);
            Assert.All(findings.Kept,
                finding => Assert.DoesNotContain("ODIyNjAz", finding.ToString(), StringComparison.Ordinal));
            if (file is not null)
            {
                TryMakeKey(file);
            }
        }
    }

    [Fact]
    public void ToString_TellsNothing()
    {
        using BindPrivateFile file = Parse(Good, out _)!;
        using PrivateKey key = PrivateKey.FromComponents(DnssecAlgorithm.ED25519, file.Components);
        Assert.Equal("Eddsa private key (not shown)", file.Components.ToString());
        Assert.Equal("ED25519 private key (not shown)", key.ToString());
        Assert.Equal("ED25519 private key file (not shown)", file.ToString());
    }

    [Fact]
    public void Dispose_WipesTheKey()
    {
        BindPrivateFile file = Parse(Good, out _)!;
        byte[] secret = file.Components.Secret;
        Assert.Contains(secret, octet => octet != 0);
        file.Dispose();
        Assert.All(secret, octet => Assert.Equal(0, octet));
    }

    private static void TryMakeKey(BindPrivateFile file)
    {
        try
        {
            using PrivateKey key = PrivateKey.FromComponents(file.Algorithm, file.Components);
        }
        catch (KeyUnavailableException fault)
        {
            Assert.DoesNotContain("ODIyNjAz", fault.Message, StringComparison.Ordinal);
        }
    }

    private static byte[] RsaFile()
    {
        using SoftwareKey key = new KeyGeneration(DomainName.Root, DnssecAlgorithm.RSASHA256, KeyRole.ZSK)
            .Generate([]);
        using BindPrivateFile file = new(DnssecAlgorithm.RSASHA256, key.Private.ExportComponents(),
            KeyTiming.None);
        return file.ToOctets();
    }

    private static BindPrivateFile? Parse(string text, out Finding? finding)
    {
        FindingList findings = new();
        BindPrivateFile? file = BindPrivateFile.Parse(System.Text.Encoding.ASCII.GetBytes(text), "K.private",
            findings);
        finding = findings.Kept.SingleOrDefault();
        return file;
    }

    /// <summary>SplitMix64: the same mutations in every run.</summary>
    private sealed class Mutations(ulong state)
    {
        public int Next(int limit) => Next(0, limit);

        public int Next(int from, int limit)
        {
            unchecked
            {
                state += 0x9e37_79b9_7f4a_7c15;
                ulong mixed = (state ^ (state >> 30)) * 0xbf58_476d_1ce4_e5b9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94d0_49bb_1331_11eb;
                return from + (int)((mixed ^ (mixed >> 31)) % (ulong)(limit - from));
            }
        }
    }
}
