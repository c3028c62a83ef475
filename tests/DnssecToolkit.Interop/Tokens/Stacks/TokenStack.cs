using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A token with everything below it: daemons, emulator, module. It has one key of each algorithm,
/// made in it at first use.</summary>
public abstract class TokenStack : IDisposable
{
    private readonly Dictionary<DnssecAlgorithm, (ZoneKey Key, Pkcs11Uri Uri)> _keys = [];

    /// <summary>The name of the profile that is to be chosen for it.</summary>
    public abstract string Profile { get; }

    /// <summary>The module's path.</summary>
    public abstract string ModulePath { get; }

    /// <summary>The label that it was initialised with.</summary>
    public virtual string Label => "zone keys";

    /// <summary>The user PIN.</summary>
    public virtual string Pin => "648219";

    /// <summary>The SO PIN.</summary>
    public virtual string SoPin => "76543210";

    /// <summary>The zone of all keys.</summary>
    public static DomainName Zone => DomainName.Parse("example.");

    /// <summary>The token as its module shows it.</summary>
    public Pkcs11Uri Uri => new() { Token = ShownLabel, ModulePath = ModulePath };

    /// <summary>The label as its module shows it.</summary>
    protected virtual string ShownLabel => Label;

    // Libraries of devices that come and go have closed file descriptors that are others' by then; this
    // process has many.
    private static TokenHosting Host { get; } =
        new() { Command = [SignallProcess.Executable, TokenHosting.Argument] };

    /// <summary>Opens tokens with the right PIN, in a process of their own as the tools do.</summary>
    public OpenTokens Open(int threads = 2) =>
        new(new TokenUse
        {
            Pins = (_, _, pin) => System.Text.Encoding.ASCII.GetBytes(Pin, pin),
            Threads = threads,
            Hosting = Host
        });

    /// <summary>Gives the key of an algorithm; made at first use.</summary>
    public (ZoneKey Key, Pkcs11Uri Uri) KeyOf(DnssecAlgorithm algorithm)
    {
        if (!_keys.TryGetValue(algorithm, out (ZoneKey, Pkcs11Uri) made))
        {
            using OpenTokens tokens = Open();
            made = TokenKeyGeneration.Generate(tokens.Connect(Uri),
                new KeyGeneration(Zone, algorithm, KeyRole.CSK), []);
            _keys.Add(algorithm, made);
        }

        return made;
    }

    /// <summary>Initialises the token as `keyall token init` does.</summary>
    protected void Initialize(Func<Pkcs11Token, bool>? isIt = null)
    {
        using Pkcs11Module module = Pkcs11Module.Open(ModulePath, Host);
        Pkcs11Token token = module.Tokens().First(isIt ?? (_ => true));
        TokenInitialization.Initialize(
            module, token, DeviceProfiles.For(token), Label, System.Text.Encoding.ASCII.GetBytes(SoPin),
            System.Text.Encoding.ASCII.GetBytes(Pin));
    }

    /// <summary>Ends what was started for it.</summary>
    public abstract void Dispose();
}
