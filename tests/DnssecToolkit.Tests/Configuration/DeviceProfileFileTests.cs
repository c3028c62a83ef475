using DnssecToolkit.Configuration;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Pkcs11.Interop;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.Tests.ZoneFiles;

namespace DnssecToolkit.Tests.Configuration;

/// <summary>Profiles of devices that are not known here, in files of the operator's own.</summary>
public class DeviceProfileFileTests
{
    private const string Minimal = "name: our-hsm\ndevice: ours\n";

    private static readonly string[] Pieces =
        [": ", "- ", "[", "]", "{", "}", "\"", "\n", "\t", "&a ", "*a", "99999999999999999999", "\0", "yes",
            "like: ", "keyper", "CKR_OK: ", "name: "];

    /// <summary>The example that operators copy.</summary>
    private static string Example
    {
        get
        {
            string guide =
                File.ReadAllText(Path.Combine(CoreSources.RepositoryRoot, "docs", "guide", "generic.md"));
            int begin = guide.IndexOf("```yaml\n", StringComparison.Ordinal) + "```yaml\n".Length;
            return guide[begin..guide.IndexOf("```", begin, StringComparison.Ordinal)];
        }
    }

    [Fact]
    public void The_guides_example_says_everything_that_a_profile_can_say()
    {
        DeviceProfile profile = Read(Example);
        Assert.Equal(("our-hsm", "the maker's HSM in the cellar", 4, true),
            (profile.Name, profile.Device, profile.UsefulSessions, profile.SignsInParallel));
        Assert.Equal([SigningWay.RsaDigestInfo, SigningWay.EcdsaHash], profile.SigningWays);
        Assert.Equal((EcdsaEncoding.Flat, NetworkNeed.Always, SessionKind.ReadWrite, PinAlphabet.Digits),
            (profile.Ecdsa, profile.Network, profile.Session, profile.PinAlphabet));
        Assert.Equal((7, false, false, false, true),
            (profile.MaximumLabelLength, profile.LabelsCanChange, profile.KeysHaveId, profile.SerialIsUnique,
                profile.SlotsAreStable));
        Assert.Equal((false, false, true, true),
            (profile.LoginsMayBeMadeAgain, profile.NewKeysAreExtractable, profile.TakesKeys,
                profile.KeysCanLeave));
        Assert.Equal([DnssecAlgorithm.RSASHA256, DnssecAlgorithm.ECDSAP256SHA256], profile.Generates);
        Assert.Equal(["OUR_HSM_CONF"], profile.Environment);
        Assert.Equal("the panel shows seven characters of a label", Assert.Single(profile.Quirks));
        Assert.Equal("see that it is online at its panel", profile.Advice["CKR_DEVICE_ERROR"]);
    }

    [Fact]
    public void A_new_keys_attributes_are_those_of_the_profile()
    {
        DeviceProfile profile = Read(Minimal + "public-half: { CKA_VERIFY: omit, CKA_PRIVATE: omit }\n"
            + "private-half: { CKA_SENSITIVE: omit, CKA_DECRYPT: no, CKA_EXTRACTABLE: omit }\n");
        nuint[] naming = [Ck.CKA_TOKEN, Ck.CKA_LABEL, Ck.CKA_ID];
        TokenKeyName name = TokenKeyName.New(profile, DomainName.Parse("example."), KeyRole.ZSK);
        Assert.Equal(naming, TypesOf(TokenKeyTemplates.PublicHalf(profile, name)));
        Assert.Equal([.. naming, Ck.CKA_SIGN, Ck.CKA_PRIVATE, 0x105],
            TypesOf(TokenKeyTemplates.PrivateHalf(profile, name)));
        Assert.Contains(Ck.CKA_EXTRACTABLE,
            TypesOf(TokenKeyTemplates.PrivateHalf(profile, name, KeyExport.Wrapped)));
        DeviceProfile usual = Read(Minimal);
        Assert.Equal([.. naming, Ck.CKA_VERIFY, Ck.CKA_PRIVATE],
            TypesOf(TokenKeyTemplates.PublicHalf(usual, name)));
        Assert.Equal(
            [.. naming, Ck.CKA_SIGN, Ck.CKA_PRIVATE, Ck.CKA_SENSITIVE, Ck.CKA_EXTRACTABLE],
            TypesOf(TokenKeyTemplates.PrivateHalf(usual, name)));

        static nuint[] TypesOf(AttributeTemplate template) =>
            [.. template.Attributes.Select(attribute => attribute.Type)];
    }

    [Fact]
    public void A_modules_process_gets_the_variables_that_its_profile_names_and_no_others()
    {
        const string variable = "OUR_HSM_CONF_OF_A_TEST";
        ProcessEnvironment.Set(variable, "/etc/our-hsm.conf");
        DeviceProfile profile = Read($"{Minimal}environment: {variable}\n");
        Assert.Contains(new(variable, "/etc/our-hsm.conf"),
            ProcessEnvironment.ForTokenHost(profile.Environment));
        Assert.DoesNotContain(ProcessEnvironment.ForTokenHost([]), pair => pair.Key == variable);
    }

    [Theory]
    [InlineData("generic")]
    [InlineData("keyper")]
    [InlineData("smartcard-hsm")]
    public void What_is_left_out_is_as_in_the_profile_that_it_is_like(string name)
    {
        DeviceProfile like = DeviceProfiles.Find(name)!;
        DeviceProfile profile = Read($"{Minimal}like: {name}\n");
        Assert.Equal(
            like with
            {
                Name = "our-hsm",
                Device = "ours",
                Recognized = [],
                Modules = [],
                Quirks = [],
                Advice = profile.Advice
            },
            profile with { Recognized = [], Modules = [], Quirks = [] });
        Assert.Equal(like.Advice.OrderBy(row => row.Key), profile.Advice.OrderBy(row => row.Key));
    }

    [Theory]
    [InlineData("device: ours\n", 1, "name is missing")]
    [InlineData("name: our-hsm\n", 1, "device is missing")]
    [InlineData("name: keyper\ndevice: ours\n", 1, "is a known device's")]
    [InlineData("name: Our HSM\ndevice: ours\n", 1, "small letters")]
    [InlineData(Minimal + "like: keiper\n", 3, "is none of")]
    [InlineData(Minimal + "sesions: 3\n", 3, "there is no key")]
    [InlineData(Minimal + "sessions: -1\n", 3, "is not a number from 0 to 1024")]
    [InlineData(Minimal + "signing: [ecdsa-hash, dsa]\n", 3, "is no way to sign")]
    [InlineData(Minimal + "takes-keys: maybe\n", 3, "is not an answer")]
    [InlineData(Minimal + "advice: { CKR_NONSENSE: sleep }\n", 3, "is no return value")]
    [InlineData(Minimal + "environment: [OURS=1]\n", 3, "is no variable that a module may get")]
    [InlineData(Minimal + "environment: [LD_PRELOAD]\n", 3, "is no variable that a module may get")]
    [InlineData(Minimal + "private-half: { CKA_SENSITIVE: no }\n", 3, "is no yes-or-no attribute")]
    [InlineData(Minimal + "public-half: { CKA_LABEL: yes }\n", 3, "is no yes-or-no attribute")]
    [InlineData(Minimal + "public-half: { CKA_VERIFY: perhaps }\n", 3, "is none of omit, yes, no")]
    [InlineData(Minimal + "generates: [ROT13]\n", 3, "is no algorithm")]
    public void A_fault_is_told_with_its_line(string text, int line, string expected)
    {
        FindingList findings = new();
        Assert.Null(DeviceProfileFile.Read(System.Text.Encoding.UTF8.GetBytes(text), "f", findings));
        Finding finding = Assert.Single(findings.Kept);
        Assert.Equal(line, finding.Location.Line);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_takes_the_path_of_one()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Minimal + "sessions: 3\n");
            SignerConfiguration configuration = Configured(path, out FindingList findings)!;
            Assert.Equal(3, configuration.Zones[0].Token!.Profile!.UsefulSessions);
            Assert.Contains($"profile: {path}", EffectiveConfiguration.Write(configuration),
                StringComparison.Ordinal);

            File.WriteAllText(path, Minimal + "sessions: many\n");
            Assert.Null(Configured(path, out findings));
            Assert.Equal((path, 3), (findings.Kept[0].Location.File, findings.Kept[0].Location.Line));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Null(Configured(path, out FindingList gone));
        Assert.Contains("the profile cannot be read", gone.Kept[0].Message, StringComparison.Ordinal);
        Assert.Null(Configured("./profile", out _));
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_a_profile_is_refused_and_not_waited_for()
    {
        string directory = Directory.CreateTempSubdirectory("profile-").FullName;
        try
        {
            string pipe = Path.Combine(directory, "pipe.yaml");
            using (System.Diagnostics.Process made = System.Diagnostics.Process.Start("mkfifo", pipe))
            {
                await made.WaitForExitAsync();
            }

            UsageException refused = await Task.Run(
                () => Assert.Throws<UsageException>(() => DeviceProfileFile.ReadFile(pipe)))
                .WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Contains("no regular file", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Mutated_profiles_never_throw()
    {
        byte[] sample = System.Text.Encoding.UTF8.GetBytes(Example);
        for (int round = 0; round < 1_500; round++)
        {
            TextMutator mutator = new(unchecked(20_261_121 + round));
            FindingList findings = new();
            DeviceProfile? profile = DeviceProfileFile.Read(mutator.Mutate(sample, Pieces), "f", findings);
            Assert.Equal(profile is null, findings.HasFaults);
        }
    }

    private static DeviceProfile Read(string text)
    {
        FindingList findings = new();
        DeviceProfile? profile = DeviceProfileFile.Read(System.Text.Encoding.UTF8.GetBytes(text), "f",
            findings);
        Assert.True(profile is not null, string.Join('\n', findings.Kept));
        return profile;
    }

    private static SignerConfiguration? Configured(string profile, out FindingList findings)
    {
        findings = new FindingList();
        return ConfigurationReader.Read(System.Text.Encoding.UTF8.GetBytes($$"""
            state: /var/lib/state
            tokens: { t: { module: /m.so, profile: {{profile}} } }
            zones:
              - { zone: example, file: /zones/db.example, keys: /keys, output: /signed/example, token: t }

            """), "f", findings);
    }
}
