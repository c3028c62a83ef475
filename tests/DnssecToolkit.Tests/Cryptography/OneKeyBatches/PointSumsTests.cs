using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>The running sums of the two codes, lane by lane after every window, and against the library's
/// multiples.</summary>
public unsafe class PointSumsTests
{
    private const ulong Seed = 0x5005;
    private const int Width = 7;

    [LaneFact]
    public void Add_GivesTheSameSumsInLanesAndInLimbs()
    {
        AffinePoint<P256FieldElement> generator = AffinePoint<P256FieldElement>.Generator<P256Curve>();
        WindowTable<P256FieldElement> limbTable = new(in generator, Width);
        WindowTable<P256FieldElement> laneTable = new(in generator, Width, LaneElement.RadixExcess);
        SeededNumbers random = new(Seed);
        foreach (int count in new[] { 1, 7, 8, 9, 30, 64 })
        {
            LimbPointSums<P256FieldElement> limbs = new(64);
            LanePointSums lanes = new(64);
            SignatureOutcome[] ofLimbs = new SignatureOutcome[count];
            SignatureOutcome[] ofLanes = new SignatureOutcome[count];
            for (int w = 0; w < limbTable.WindowCount; w++)
            {
                // Room for the last group of eight, as the lanes read it.
                ushort[] digits = [.. Enumerable.Range(0, 64).Select(_ => Digit(random))];
                if (w == 0)
                {
                    limbs.Start(limbTable.Window(w), digits.AsSpan(0, count));
                    lanes.Start(laneTable.Window(w), digits.AsSpan(0, count));
                }
                else
                {
                    limbs.Add(limbTable.Window(w), digits.AsSpan(0, count), ofLimbs);
                    lanes.Add(laneTable.Window(w), digits.AsSpan(0, count), ofLanes);
                }

                for (int i = 0; i < count; i++)
                {
                    Assert.True(
                        ResidueNumber.Limbs(limbs.PlainX(i))
                            .SequenceEqual(ResidueNumber.Limbs(lanes.PlainX(i))),
                        $"signature {i} of {count}, window {w}, seed {Seed}");
                }
            }

            Assert.Equal(ofLimbs, ofLanes);
        }

        GC.KeepAlive(limbTable);
        GC.KeepAlive(laneTable);
    }

    /// <summary>The same window again and again: one signature repeats its digit and doubles, one takes it
    /// back, the others go on.</summary>
    [LaneFact]
    public void Add_LeavesEqualAndOppositePointsUndecidedInEveryLaneAndOnlyThere()
    {
        AffinePoint<P256FieldElement> generator = AffinePoint<P256FieldElement>.Generator<P256Curve>();
        WindowTable<P256FieldElement> limbTable = new(in generator, Width);
        WindowTable<P256FieldElement> laneTable = new(in generator, Width, LaneElement.RadixExcess);
        for (int lane = 0; lane < 24; lane++)
        {
            foreach (ushort sign in new ushort[] { 0, WindowDigits.Negative })
            {
                LimbPointSums<P256FieldElement> limbs = new(24);
                LanePointSums lanes = new(24);
                ushort[] first = [.. Enumerable.Range(0, 24).Select(i => (ushort)i)];
                ushort[] second = [.. first.Select(digit => (ushort)(digit + 30))];
                second[lane] = (ushort)(first[lane] | sign);
                second[(lane + 5) % 24] = (ushort)(first[(lane + 5) % 24] | sign);
                SignatureOutcome[] ofLimbs = new SignatureOutcome[24];
                SignatureOutcome[] ofLanes = new SignatureOutcome[24];
                limbs.Start(limbTable.Window(3), first);
                lanes.Start(laneTable.Window(3), first);
                limbs.Add(limbTable.Window(3), second, ofLimbs);
                lanes.Add(laneTable.Window(3), second, ofLanes);
                for (int i = 0; i < 24; i++)
                {
                    bool exceptional = i == lane || i == (lane + 5) % 24;
                    Assert.Equal(exceptional
                        ? SignatureOutcome.Undecided : SignatureOutcome.Rejected, ofLanes[i]);
                    Assert.Equal(ofLanes[i], ofLimbs[i]);
                    Assert.True(exceptional
                        || ResidueNumber.Limbs(limbs.PlainX(i))
                        .SequenceEqual(ResidueNumber.Limbs(lanes.PlainX(i))));
                }
            }
        }

        GC.KeepAlive(limbTable);
        GC.KeepAlive(laneTable);
    }

    private static ushort Digit(SeededNumbers random) =>
        (ushort)(random.Below(1 << (Width - 1)) | (random.Below(2) == 0 ? WindowDigits.Negative : 0));
}
