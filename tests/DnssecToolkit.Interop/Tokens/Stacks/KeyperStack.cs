namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A module that plays an AEP Keyper (keyper.c beside this file): the profile of a device that
/// cannot be had runs over real code.</summary>
public sealed class KeyperStack : TokenStack
{
    public static readonly string[] Programs = ["gcc", SoftHsm.Program];

    private readonly TemporaryDirectory _directory = new();

    public KeyperStack()
    {
        File.Copy(SoftHsm.Module, _directory["libsofthsm2.so"]);
        Directory.CreateDirectory(_directory["tokens"]);
        _directory.Write("softhsm2.conf",
            $"directories.tokendir = {_directory["tokens"]}\nobjectstore.backend = file\nlog.level = ERROR\n");
        _directory.Write("machine", "127.0.0.1\n");
        ForeignTool.Run(
            "gcc", "-std=c11", "-O1", "-shared", "-fPIC", "-o", ModulePath,
            Repository.PathOf("tests/DnssecToolkit.Interop/Tokens/Stacks/keyper.c"), "-ldl").MustSucceed();
        ModuleEnvironment.Set("KEYPER_LIBRARY_PATH", _directory.FullName);
        ModuleEnvironment.Set("KEYPER_ROUND_TRIP_US", "2000");
        Initialize();
    }

    public override string Profile => "keyper";

    public override string ModulePath => _directory["pkcs11.linux_gcc_4_1_2.so.5.05"]; // real names do not end in .so

    public override void Dispose() => _directory.Dispose();
}
