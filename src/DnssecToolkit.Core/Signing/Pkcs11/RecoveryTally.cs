namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>How often each step of recovery was tried in a run. Safe for several threads.</summary>
public sealed class RecoveryTally
{
    private readonly int[] _counts = new int[Enum.GetValues<RecoveryStep>().Length];
    private long _spent; // ticks

    /// <summary>The steps that were tried, with how often.</summary>
    public IReadOnlyDictionary<RecoveryStep, int> Counts => Enum.GetValues<RecoveryStep>()
        .Where(step => Volatile.Read(ref _counts[(int)step]) > 0)
        .ToDictionary(step => step, step => Volatile.Read(ref _counts[(int)step]));

    /// <summary>How long recovery took, of all tokens together.</summary>
    internal TimeSpan Spent => TimeSpan.FromTicks(Interlocked.Read(ref _spent));

    /// <summary>Counts time that recovery took.</summary>
    internal void Spend(TimeSpan time) => _ = Interlocked.Add(ref _spent, time.Ticks);

    /// <summary>Counts one.</summary>
    internal void Add(RecoveryStep step) => _ = Interlocked.Increment(ref _counts[(int)step]);
}
