using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.Backup;

/// <summary>Shares: any M open, M − 1 tell nothing, and one on paper comes back from paper.</summary>
public sealed class ShareTests : IDisposable
{
    private readonly SealedSample _sample = new();

    public void Dispose() => _sample.Dispose();

    [Fact]
    public void Every_subset_of_m_gives_the_secret_and_none_of_fewer_for_all_m_of_up_to_seven()
    {
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        byte[] combined = new byte[32];
        for (int count = 1; count <= 7; count++)
        {
            for (int threshold = 1; threshold <= count; threshold++)
            {
                byte[][] parts = ShamirSecret.Split(secret, threshold, count);
                foreach (int[] subset in Subsets(count))
                {
                    ShamirSecret.Combine([.. subset.Select(part => ((byte)(part + 1), parts[part]))],
                        combined);
                    Assert.Equal(subset.Length >= threshold, secret.AsSpan().SequenceEqual(combined));
                }
            }
        }
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 6)]
    [InlineData(6, 6)]
    public void Every_subset_of_m_custodians_opens_a_set_and_none_of_fewer(int threshold, int count)
    {
        using BackupContents contents = new();
        contents.Add("keys/a.private", "the secret"u8.ToArray());
        using SealedSetWriter writer = new(new BackupManifest { Created = default, Tool = "t" }, contents);
        Share[] shares = writer.AddShares(threshold,
            [.. Enumerable.Range(1, count).Select(number => $"custodian {number}")]);
        using PrivateKey signer = PrivateKey.Generate(DnssecAlgorithm.ED25519);
        SealedSet set = SealedSample.Read(writer.Seal(signer));
        foreach (Share[] chosen in Subsets(count)
            .Select(subset => subset.Select(part => shares[part]).ToArray()))
        {
            if (chosen.Length < threshold)
            {
                Assert.Equal(CheckCodes.BackupLocked,
                    Assert.Throws<RefusedException>(() => set.Unlock(chosen)).Code);
                continue;
            }

            using ContentKey key = set.Unlock(chosen);
            using BackupContents opened = set.Open(key);
            Assert.Equal("the secret"u8.ToArray(), opened.Files["keys/a.private"].ToArray());
        }

        Array.ForEach(shares, share => share.Dispose());
    }

    // The octets of every part of M - 1 fit every secret equally well: a polynomial through them and any
    // secret exists, once.
    [Fact]
    public void One_part_of_two_fits_every_secret_once()
    {
        HashSet<byte> seen = [];
        byte[] combined = new byte[1];
        for (int other = 0; other < 256; other++)
        {
            ShamirSecret.Combine([(1, [0x5A]), (2, [(byte)other])], combined);
            Assert.True(seen.Add(combined[0]));
        }
    }

    // f(x) = 42 + a1 x + a2 x^2 over AES's field, worked out by hand for a1 = 0x02, a2 = 0x03: f(1) = 0x2B,
    // f(2) = 0x22, f(3) = 0x23.
    [Fact]
    public void A_polynomial_worked_out_by_hand_gives_its_value_at_zero()
    {
        byte[] combined = new byte[1];
        ShamirSecret.Combine([(1, [0x2B]), (2, [0x22]), (3, [0x23])], combined);
        Assert.Equal(42, combined[0]);
    }

    [Fact]
    public void Any_two_of_three_custodians_open_the_set()
    {
        SealedSet set = SealedSample.Read(_sample.Octets);
        foreach ((int one, int other) in (ReadOnlySpan<(int, int)>)[(0, 1), (0, 2), (1, 2), (2, 0)])
        {
            using ContentKey key = set.Unlock([_sample.Shares[one], _sample.Shares[other]]);
            using BackupContents contents = set.Open(key);
            Assert.Equal(3, contents.Files.Count);
        }
    }

    [Fact]
    public void One_share_alone_one_twice_and_another_sets_are_refused_by_name()
    {
        SealedSet set = SealedSample.Read(_sample.Octets);
        using SealedSample other = new();
        Assert.Contains("one share was given, and it takes 2", Refusal([_sample.Shares[0]]),
            StringComparison.Ordinal);
        Assert.Contains("given twice", Refusal([_sample.Shares[0], _sample.Shares[0]]),
            StringComparison.Ordinal);
        Assert.Contains("of another set", Refusal([_sample.Shares[0], other.Shares[1]]),
            StringComparison.Ordinal);

        string Refusal(Share[] shares) => Assert.Throws<RefusedException>(() => set.Unlock(shares)).Message;
    }

    [Fact]
    public void A_share_made_up_for_the_set_is_named_by_its_custodian()
    {
        using Share forged = Share.Create(Convert.FromHexString(_sample.Shares[1].SetMark + "00000000"), 2, 2,
            new byte[32]);
        string message = Assert.Throws<RefusedException>(() => SealedSample.Read(_sample.Octets)
            .Unlock([_sample.Shares[0], forged])).Message;
        Assert.Contains("is not the one that Berta was handed", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_words_are_256_and_their_first_three_letters_tell_them_apart()
    {
        Assert.Equal(256, ShareWords.All.Count);
        Assert.Equal(256, ShareWords.All.Select(word => word[..3]).Distinct().Count());
        Assert.Equal(ShareWords.All.Order(StringComparer.Ordinal), ShareWords.All);
    }

    [Fact]
    public void A_share_comes_back_from_paper_however_it_is_typed()
    {
        string text = TextOf(_sample.Shares[1]);
        foreach (string typed in (string[])[text, text.ToUpperInvariant(),
            text.Replace("\n", "\r\n", StringComparison.Ordinal), Shortened(text)])
        {
            using Share read = ShareText.Read(typed, "paper");
            Assert.Equal(_sample.Shares[1].Octets, read.Octets);
        }
    }

    [Fact]
    public void A_wrong_word_is_found_and_its_row_named()
    {
        string[] lines = TextOf(_sample.Shares[0]).Split('\n');
        int row = Array.FindIndex(lines, line => line.StartsWith("4 ", StringComparison.Ordinal));
        string[] words = lines[row].Split(' ');
        string right = words[3];
        int found = 0;
        foreach (string wrong in ShareWords.All.Where(word => word != right))
        {
            words[3] = wrong;
            lines[row] = string.Join(' ', words);
            string message = Assert.Throws<RefusedException>(() => ShareText.Read(string.Join('\n', lines),
                "paper")).Message;
            found += message.Contains("row 4 was not read right", StringComparison.Ordinal) ? 1 : 0;
            Assert.DoesNotContain(wrong, message, StringComparison.Ordinal);
        }

        Assert.InRange(found, 245, 255); // one in 256 slips through the row's own word, and the digest over all has it
    }

    [Fact]
    public void Words_missing_or_too_many_or_not_of_the_list_are_refused()
    {
        string text = TextOf(_sample.Shares[0]);
        Assert.Contains("47 words", Refusal(text[..text.LastIndexOf(' ')]), StringComparison.Ordinal);
        Assert.Contains("more words", Refusal(text + "acorn"), StringComparison.Ordinal);
        Assert.Contains("word 1 of row 1 is none of the list", Refusal("xyzzy"), StringComparison.Ordinal);

        static string Refusal(string text) =>
            Assert.Throws<RefusedException>(() => ShareText.Read(text, "paper")).Message;
    }

    private static IEnumerable<int[]> Subsets(int count) => Enumerable.Range(1, (1 << count) - 1)
        .Select(subset => Enumerable.Range(0, count).Where(part => (subset >> part & 1) != 0).ToArray());

    private static string TextOf(Share share)
    {
        using SecretText text = new();
        ShareText.Write(text, share, ["a line for people"]);
        return new string(text.Text);
    }

    private static string Shortened(string text) => string.Join('\n', text.Split('\n').Skip(1)
        .Select(line => string.Join(' ', line.Split(' ')
            .Select(word => word.Length > 3 ? word[..3] : word))));
}
