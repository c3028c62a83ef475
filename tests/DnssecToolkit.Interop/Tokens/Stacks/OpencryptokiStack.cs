namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>A token of opencryptoki: NIC Costa Rica's on a TPM 1.2, or the one in software.</summary>
public sealed class OpencryptokiStack : TokenStack
{
    public OpencryptokiStack(string profile, string label, string model)
    {
        _ = Opencryptoki.Instance;
        Profile = profile;
        Label = label;
        Initialize(token => token.Model.StartsWith(model, StringComparison.Ordinal));
    }

    public override string Profile { get; }

    public override string Label { get; }

    public override string ModulePath => Opencryptoki.Module;

    // The daemons serve both tokens, and end with the process.
    public override void Dispose()
    {
    }
}
