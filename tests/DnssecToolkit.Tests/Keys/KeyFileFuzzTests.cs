using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.Tests.ZoneFiles;

namespace DnssecToolkit.Tests.Keys;

/// <summary>Mutated key files: each is read or has a finding, and nothing throws.</summary>
public class KeyFileFuzzTests
{
    private const int Seed = 20_261_121;
    private const int Rounds = 2_000;

    private static readonly string[] Pieces =
    [
        ":", ": ", "\n", "\r\n", " ", ";", "\0", "\u00ff", "=", "==", "v1.9", "Algorithm: 8 (RSASHA256)\n", "Modulus: AQAB\n", "Prime1: \n",
        "Created: 99999999999999\n", "Publish: 20260230000000\n", "Label: x\n", "(", ")", "DNSKEY 257 3 8 ",
        "4294967296", "\\#", "\"",
    ];

    private static readonly byte[][] Files = [.. Directory.GetFiles(
            Path.Combine(CoreSources.RepositoryRoot, "tests", "DnssecToolkit.Tests", "data", "keys"), "K*")
        .Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    [Fact]
    public void MutatedKeyFiles_AreReadOrHaveAFinding()
    {
        for (int round = 0; round < Rounds; round++)
        {
            TextMutator mutator = new(Seed + round);
            byte[] text = mutator.Mutate(Files[mutator.Next(Files.Length)], Pieces);
            try
            {
                Check(text);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {Seed + round}: {exception}\n{Convert.ToBase64String(text)}");
            }
        }
    }

    private static void Check(byte[] text)
    {
        FindingList findings = new();
        using BindPrivateFile? read = BindPrivateFile.Parse(text, "key.private", findings);
        Assert.Equal(read is null, findings.HasFaults);
        FindingList inPublic = new();
        BindPublicFile? publicFile = BindPublicFile.Parse(System.Text.Encoding.Latin1.GetString(text),
            "key.key", inPublic);
        Assert.Equal(publicFile is null, inPublic.HasFaults);
    }
}
