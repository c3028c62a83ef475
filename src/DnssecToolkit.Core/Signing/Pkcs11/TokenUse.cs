using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What all tokens of a run share.</summary>
public sealed record TokenUse
{
    /// <summary>Where PINs come from.</summary>
    public required PinReader Pins { get; init; }

    /// <summary>How many threads may sign at once.</summary>
    public required int Threads { get; init; }

    /// <summary>Where modules run.</summary>
    public TokenHosting Hosting { get; init; } = TokenHosting.InProcess;

    /// <summary>The profile of all tokens, where they are not to be recognised by themselves.</summary>
    public DeviceProfile? Profile { get; init; }

    /// <summary>What says how many sessions of a token sign at once.</summary>
    public SessionPool Pool { get; init; }

    /// <summary>The directory that remembers rates and wrong PINs, and keeps runs apart; null where there is
    /// none.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Further tokens that have copies of the keys and share the work.</summary>
    public IReadOnlyList<Pkcs11Uri> AlsoTokens { get; init; } = [];

    /// <summary>Counts the steps of recovery.</summary>
    public RecoveryTally Tally { get; } = new();

    /// <summary>Collects the tokens that had to be done without.</summary>
    public TokenLosses Losses { get; } = new();

    /// <summary>Knows which PINs were wrong.</summary>
    internal PinMemory Memory =>
        StateDirectory is { } directory ? new PinMemory(directory) : PinMemory.OfProcess;
}
