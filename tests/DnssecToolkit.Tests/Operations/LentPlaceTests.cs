using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Tests.Operations;

/// <summary>The place of a token to which files are lent is afterwards as it was, wherever the power failed
/// before.</summary>
public sealed class LentPlaceTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("dnssec-toolkit-");

    public LentPlaceTests()
    {
        Write("NVTOK.DAT", "a token without keys");
        Write("TOK_OBJ/OBJ.IDX", "");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Files_are_lent_and_what_was_there_comes_back()
    {
        using BackupContents files = Files();
        using (LentPlace place = new(_directory.FullName))
        {
            place.Take(files);
            Assert.Equal("lent", File.ReadAllText(At("NVTOK.DAT")));
            string before = place.DigestOfObjects();
            Write("TOK_OBJ/20000000", "a root key");
            Assert.NotEqual(before, place.DigestOfObjects());
        }

        AssertAsBefore();
    }

    /// <summary>A TPM's token is one user's, by the name of a directory.</summary>
    [Fact]
    public void The_directory_of_a_tokens_user_gets_the_name_of_this_one()
    {
        using BackupContents files = Files();
        files.Add("signer-there/MK_PRIVATE", "key"u8.ToArray());
        using LentPlace place = new(_directory.FullName);
        place.Take(files);
        Assert.True(File.Exists(At($"{Environment.UserName}/MK_PRIVATE")));
        Assert.False(Directory.Exists(At("signer-there")));
    }

    /// <summary>The states that a run can be killed in: while files are put aside, while they are lent, while
    /// they come back.</summary>
    [Theory]
    [InlineData(".before-proof.moving/NVTOK.DAT TOK_OBJ/OBJ.IDX")]
    [InlineData(".before-proof/NVTOK.DAT .before-proof/TOK_OBJ/OBJ.IDX NVTOK.DAT TOK_OBJ/10000000 root/MK_PRIVATE .before-proof.lent")]
    [InlineData(".before-proof/NVTOK.DAT .before-proof/TOK_OBJ/OBJ.IDX TOK_OBJ/10000000 .before-proof.gone/NVTOK.DAT .before-proof.lent")]
    [InlineData(".before-proof/NVTOK.DAT .before-proof/TOK_OBJ/OBJ.IDX")]
    [InlineData("NVTOK.DAT .before-proof.moving/TOK_OBJ/OBJ.IDX")]
    public void What_a_killed_run_left_is_put_back_by_the_next(string left)
    {
        Directory.Delete(At("TOK_OBJ"), recursive: true);
        File.Delete(At("NVTOK.DAT"));
        bool isLent = left.Contains("10000000", StringComparison.Ordinal);
        foreach (string file in left.Split(' '))
        {
            string name = file.Replace(".moving", "", StringComparison.Ordinal)
                .Replace(".before-proof/", "", StringComparison.Ordinal);
            Write(file, name.EndsWith("OBJ.IDX", StringComparison.Ordinal) ? "" : isLent && name == file
                ? "lent" : "a token without keys");
        }

        if (isLent)
        {
            Write(".before-proof.lent", Convert.ToHexString(SHA256.HashData("lent"u8)) + "\n");
        }

        using (new LentPlace(_directory.FullName))
        {
            AssertAsBefore();
        }
    }

    /// <summary>After a proof that was killed somebody made keys in the place, or put the objects of another
    /// token there.</summary>
    [Theory]
    [InlineData("TOK_OBJ/20000000")]
    [InlineData("TOK_OBJ/10000000")]
    [InlineData("root/TOK_OBJ/OB000000")]
    public void Objects_that_came_after_a_killed_proof_are_named_and_left_alone(string newer)
    {
        using BackupContents files = Files();
        new LentPlace(_directory.FullName).Take(files); // never disposed, as where it is killed
        Write(newer, "a key of later");
        UsageException refused = Assert.Throws<UsageException>(() => new LentPlace(_directory.FullName));
        Assert.Contains($"are not what it lent: {newer}", refused.Message, StringComparison.Ordinal);
        Assert.Equal("a key of later", File.ReadAllText(At(newer)));
        File.Delete(At(newer));
        using (new LentPlace(_directory.FullName))
        {
            Assert.Equal("a token without keys", File.ReadAllText(At("NVTOK.DAT")));
        }
    }

    /// <summary>A chip that takes the token over changes objects; they are still what was lent.</summary>
    [Fact]
    public void Objects_that_the_proof_itself_changed_go_when_it_was_killed()
    {
        using BackupContents files = Files();
        LentPlace place = new(_directory.FullName);
        place.Take(files);
        Write("TOK_OBJ/10000000", "as the chip wrote it");
        place.NoteObjects();
        using (new LentPlace(_directory.FullName))
        {
            AssertAsBefore();
        }
    }

    [Fact]
    public void A_place_with_keys_is_refused_and_left_alone()
    {
        Write("TOK_OBJ/10000000", "a key");
        UsageException refused = Assert.Throws<UsageException>(() => new LentPlace(_directory.FullName));
        Assert.Contains("the token there has keys", refused.Message, StringComparison.Ordinal);
        Assert.Equal("a key", File.ReadAllText(At("TOK_OBJ/10000000")));
    }

    private static BackupContents Files()
    {
        BackupContents files = new();
        files.Add("NVTOK.DAT", "lent"u8.ToArray());
        files.Add("TOK_OBJ/10000000", "key"u8.ToArray());
        return files;
    }

    private void AssertAsBefore()
    {
        Assert.Equal("a token without keys", File.ReadAllText(At("NVTOK.DAT")));
        Assert.Equal(["NVTOK.DAT", "TOK_OBJ", "TOK_OBJ/OBJ.IDX"],
            Directory.GetFileSystemEntries(_directory.FullName, "*", SearchOption.AllDirectories)
            .Select(entry => Path.GetRelativePath(_directory.FullName, entry)).Order(StringComparer.Ordinal));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), text);
    }

    private string At(string name) => Path.Combine(_directory.FullName, name);
}
