using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Keys;

public sealed class KeyDirectoryTests : IDisposable
{
    private static readonly DomainName Example = DomainName.Parse("example.com");
    private static readonly Timestamp Now = new(1_795_000_000);

    private readonly string _directory = Directory.CreateTempSubdirectory("keys-").FullName;
    private readonly FindingList _findings = new();

    public static TheoryData<DnssecAlgorithm> Algorithms =>
        [.. AlgorithmTraits.All.Select(traits => traits.Algorithm)];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Read_GivesBackWhatWasWritten(DnssecAlgorithm algorithm)
    {
        using SoftwareKey key = Make(algorithm, KeyRole.KSK,
            new KeyTiming { Created = Now, Publish = Now, Delete = Now + 5, DSPublish = Now });
        string file = BindKeyFiles.Write(_directory, key, 3600);
        using KeyDirectory read = KeyDirectory.Read(_directory, DomainName.Parse("EXAMPLE.com"), _findings);
        DirectoryKey found = Assert.Single(read.Keys);
        Assert.Empty(_findings.Kept);
        Assert.Equal(key.Key.RData, found.Key.RData);
        Assert.Equal(key.Timing, found.Timing);
        Assert.Equal(3600u, found.Ttl);
        Assert.Equal(file, found.File);
        Assert.Equal(key.Key.Tag, found.Software!.Key.Tag);
    }

    [Fact]
    public void Write_LetsOnlyTheOwnerReadThePrivateHalf()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.ZSK);
        string file = BindKeyFiles.Write(_directory, key);
        string privateFile = Path.ChangeExtension(file, ".private");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(privateFile));
        Assert.Equal(2, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public void Read_RefusesATtlBeyondWhatDnsCounts()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.ZSK);
        string file = BindKeyFiles.Write(_directory, key, 3600);
        File.WriteAllText(file, File.ReadAllText(file).Replace(" 3600 ", " 2147483648 "));
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        Assert.Contains("2147483648 seconds is more than 2147483647", Assert.Single(_findings.Kept).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Write_NeverReplacesAKey()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.ZSK);
        BindKeyFiles.Write(_directory, key);
        Assert.Throws<UnwritableOutputException>(() => BindKeyFiles.Write(_directory, key));
        Assert.Equal(2, Directory.GetFiles(_directory).Length);
    }

    [Theory]
    [InlineData(".key")]
    [InlineData(".private")]
    public void Write_LeavesNoHalfOfAKeyWhereTheOtherCannotBeWritten(string taken)
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.ZSK);
        string obstacle = Path.Combine(_directory, BindKeyName.Of(key.Key) + taken);
        Directory.CreateDirectory(obstacle);
        Assert.Throws<UnwritableOutputException>(() => BindKeyFiles.Write(_directory, key));
        Assert.Equal([obstacle], Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void Write_LeavesNoPrivateHalfWhereThePublicOneCannotBeMade()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.ZSK);
        string name = Path.Combine(_directory, BindKeyName.Of(key.Key).ToString());
        File.WriteAllText(name + ".key.new", "of a run that was killed");
        UnwritableOutputException fault =
            Assert.Throws<UnwritableOutputException>(() => BindKeyFiles.Write(_directory, key));
        Assert.StartsWith(name + ".key: cannot be written", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_directory, "*.private*"));
    }

    [Fact]
    public void Read_RefusesAPipeInsteadOfWaitingForItsWriter()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            "mkfifo", Path.Combine(_directory, "Kexample.com.+013+11111.key"));
        process.WaitForExit();
        KeyUnavailableException fault = Assert.Throws<KeyUnavailableException>(
            () => KeyDirectory.Read(_directory, Example, _findings));
        Assert.Contains("is not a regular file", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WarnsOfAPrivateFileThatOthersCanRead()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.ZSK);
        string privateFile = Path.ChangeExtension(BindKeyFiles.Write(_directory, key), ".private");
        File.SetUnixFileMode(privateFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        Assert.NotNull(Assert.Single(read.Keys).Software);
        Assert.Equal(CheckCodes.KeyFileMode, Assert.Single(_findings.Kept).Code);
    }

    [Theory]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.RSASHA256)]
    public void Read_RefusesThePrivateHalfOfAnotherKey(DnssecAlgorithm algorithm)
    {
        using SoftwareKey one = Make(algorithm, KeyRole.ZSK);
        using SoftwareKey two = Make(algorithm, KeyRole.ZSK);
        string oneFile = Path.ChangeExtension(BindKeyFiles.Write(_directory, one), ".private");
        string twoFile = BindKeyFiles.Write(_directory, two);
        File.Delete(twoFile);
        File.Move(Path.ChangeExtension(twoFile, ".private"), oneFile, overwrite: true);
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        Assert.Empty(read.Keys);
        Assert.Equal(CheckCodes.KeyPairMismatch, Assert.Single(_findings.Kept).Code);
    }

    [Fact]
    public void Read_TakesAPublicKeyAloneAndPassesOverOtherZones()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED448, KeyRole.KSK,
            new KeyTiming { Created = Now, Activate = Now });
        using SoftwareKey other = new KeyGeneration(DomainName.Parse("example.net"), DnssecAlgorithm.ED25519,
            KeyRole.KSK).Generate([]);
        File.Delete(Path.ChangeExtension(BindKeyFiles.Write(_directory, key), ".private"));
        BindKeyFiles.Write(_directory, other);
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        DirectoryKey found = Assert.Single(read.Keys);
        Assert.Null(found.Software);
        Assert.Equal(key.Timing, found.Timing);
        Assert.Empty(_findings.Kept);
        Assert.Equal(2, KeyDirectory.ZonesIn(_directory).Count);
    }

    [Fact]
    public void Read_SaysWhenThePrivateHalfStandsAlone()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.KSK);
        File.Delete(BindKeyFiles.Write(_directory, key));
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        Assert.Equal(CheckCodes.KeyUnmatched, Assert.Single(_findings.Kept).Code);
    }

    [Fact]
    public void Read_RefusesAKeyUnderAnotherName()
    {
        using SoftwareKey key = Make(DnssecAlgorithm.ED25519, KeyRole.KSK);
        string file = BindKeyFiles.Write(_directory, key);
        File.Move(file, Path.Combine(_directory, "Kexample.com.+015+00000.key"));
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        Assert.Contains(_findings.Kept, finding => finding.Code == CheckCodes.KeyFileName);
    }

    [Fact]
    public void SoftwareFor_GivesTheKeyAsItIsRevoked()
    {
        using SoftwareKey key = Make(
            DnssecAlgorithm.ED25519, KeyRole.KSK,
            new KeyTiming { Created = Now, Publish = Now, Revoke = Now });
        BindKeyFiles.Write(_directory, key);
        using KeyDirectory read = KeyDirectory.Read(_directory, Example, _findings);
        ZoneKey revoked = Assert.Single(read.RolesAt(Now).SignDnskey);
        Assert.True(revoked.IsRevoked);
        Assert.Equal(revoked.Tag, read.SoftwareFor(revoked)!.Key.Tag);
        Assert.NotEqual(key.Key.Tag, revoked.Tag);
    }

    [Fact]
    public void Read_SaysThatADirectoryIsMissing() => Assert.Throws<KeyUnavailableException>(
        () => KeyDirectory.Read(Path.Combine(_directory, "none"), Example, _findings));

    private static SoftwareKey Make(DnssecAlgorithm algorithm, KeyRole role, KeyTiming? timing = null) =>
        new KeyGeneration(Example, algorithm, role)
        {
            Timing = timing
            ?? KeyTiming.None,
            Weak = WeakKeys.Allowed
        }.Generate([]);
}
