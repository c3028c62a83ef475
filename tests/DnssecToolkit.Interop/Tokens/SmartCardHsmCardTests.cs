using System.Security.Cryptography;
using DnssecToolkit.Interop.Tokens.Cards;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>The tests' own card, held against recorded conversations of OpenSC's driver with another such
/// card.</summary>
public class SmartCardHsmCardTests
{
    private static readonly byte[] InitializeDevice =
    [
        0x80, 0x50, 0x00, 0x00, 0x19, 0x80, 0x02, 0x00, 0x01, 0x81, 0x06, .. "648219"u8, 0x82, 0x08, .. "57621880"u8, 0x91, 0x01, 0x03,
    ];

    private static readonly byte[] Verify = [0x00, 0x20, 0x00, 0x81, 0x06, .. "648219"u8];

    private static readonly byte[] NameToken =
    [
        0x00, 0xd7, 0x2f, 0x03, 0x14, 0x54, 0x02, 0x00, 0x00, 0x53, 0x0e, 0x30, 0x0c, 0x02, 0x01, 0x00, 0x80, 0x03, .. "hsm"u8, 0x03, 0x02, 0x05, 0x20,
    ];

    [CorpusTheory("schsm-apdu")]
    [InlineData("tr-01-list-empty.txt")]
    [InlineData("tr-02-generate-rsa1024.txt")]
    [InlineData("tr-16-init-token.txt")]
    public void Answer_HasTheStatusOfTheRecordedConversation(string conversation)
    {
        using SmartCardHsmCard card = new();
        Assert.All((byte[][])[InitializeDevice, Verify, NameToken],
            command => Assert.Equal("9000", StatusOf(card.Answer(command))));
        card.Reset();
        string[] lines = File.ReadAllLines(Corpus.PathOf($"schsm-apdu/{conversation}"));
        for (int line = 0; line + 1 < lines.Length; line += 2)
        {
            byte[] command = OctetsOf(lines[line]);
            if (command[1] == 0x46)
            {
                Assert.Equal("9000", StatusOf(card.Answer(Verify))); // the record leaves PINs out
            }

            string answered = StatusOf(card.Answer(command));
            Assert.True(IsAlike(StatusOf(OctetsOf(lines[line + 1])), answered),
                $"line {line + 1}: {lines[line]}\n{lines[line + 1]}\n{answered}");
        }
    }

    /// <summary>The card counts wrong PINs, and gives the tries back for a right one.</summary>
    [Fact]
    public void Verify_LocksAfterThreeWrongPins()
    {
        using SmartCardHsmCard card = new();
        _ = card.Answer(InitializeDevice);
        byte[] wrong = [.. Verify[..^1], 0x30];
        Assert.Equal(["63C2", "63C1", "9000", "63C2", "63C1", "6983", "6983"],
            ((byte[][])[wrong, wrong, Verify, wrong, wrong, wrong, Verify])
            .Select(command => StatusOf(card.Answer(command))));
    }

    [Fact]
    public void Answer_IsThereForAnyOctets()
    {
        const int Rounds = 20_000;
        using SmartCardHsmCard card = new();
        _ = card.Answer(InitializeDevice);
        _ = card.Answer(Verify);
        byte[] instructions = [0xa4, 0xb1, 0xd7, 0xe4, 0x58, 0x84, 0x20, 0x24, 0x2c, 0x46, 0x68, 0x00];
        for (int round = 0; round < Rounds; round++)
        {
            byte[] noise = SHA256.HashData(BitConverter.GetBytes(round));
            byte[] command = noise[..(noise[31] % 30)];
            if (command.Length > 1)
            {
                command[1] = instructions[noise[30] % instructions.Length];
            }

            Assert.True(card.Answer(command).Length >= 2, $"round {round}: {Convert.ToHexString(command)}");
        }
    }

    // Whether the user is logged in depends on PINs that the record leaves out.
    private static bool IsAlike(string recorded, string answered) =>
        recorded == answered || (recorded.StartsWith("63C", StringComparison.Ordinal) && answered is "9000");

    private static string StatusOf(byte[] answer) => Convert.ToHexString(answer[^2..]);

    private static byte[] OctetsOf(string line) =>
        Convert.FromHexString(line[2..].Replace(" ", "", StringComparison.Ordinal));
}
