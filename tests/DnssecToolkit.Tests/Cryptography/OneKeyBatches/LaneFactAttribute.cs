using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>A fact about the eight-lane code; skipped, and said so, on a processor without AVX-512.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LaneFactAttribute : FactAttribute
{
    public LaneFactAttribute() =>
        Skip = LaneElement.IsSupported ? null : "this processor has no AVX-512 (F and DQ)";
}
