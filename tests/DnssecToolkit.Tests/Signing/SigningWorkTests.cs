using System.Diagnostics;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Tests.Signing;

/// <summary>A batch between the thread that needs it signed and the lanes that sign.</summary>
public class SigningWorkTests
{
    private const int Messages = 10;

    [Fact]
    public void A_slice_that_came_back_is_handed_out_in_parts_as_large_as_a_lane_asks_for()
    {
        SigningWork work = new(BatchOf(Messages, long.MaxValue));
        SigningSlice all = work.Take(Messages);
        work.Again.Enqueue(all.After(4));
        Assert.Equal((4, 1), PlaceOf(work.Take(1)));
        Assert.Equal((5, 5), PlaceOf(work.Take(100)));
        Assert.False(work.HasMore);
    }

    [Fact]
    public void Once_the_time_is_up_what_no_lane_has_is_left()
    {
        SigningBatch batch = BatchOf(Messages, Stopwatch.GetTimestamp());
        SigningWork work = new(batch);
        _ = work.Take(3);
        work.Again.Enqueue(work.Take(2).After(1));
        Assert.True(work.IsOver);
        Assert.False(work.HasMore);
        work.LeaveRest();
        Assert.Equal([4, 5, 6, 7, 8, 9], Enumerable.Range(0, Messages).Where(batch.IsLeft));
        Assert.Equal(6, work.Settled);
    }

    [Fact]
    public void A_thread_whose_time_is_up_waits_for_what_a_lane_has_and_for_nothing_else()
    {
        SigningQueue queue = new();
        SigningBatch batch = BatchOf(Messages, Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 5));
        SigningWork work = queue.Add(batch);
        SigningSlice slice = queue.Take(4)!;
        Assert.True(SpinWait.SpinUntil(() => work.IsOver, TimeSpan.FromSeconds(20)));
        queue.Signed(slice, 3); // of four: the token was slow
        SigningSlice signed = queue.TakeSigned(work, CancellationToken.None)!;
        Assert.Equal((0, 3), PlaceOf(signed));
        work.Settled += signed.Count;
        Assert.Null(queue.TakeSigned(work, CancellationToken.None));
        Assert.Equal(7, Enumerable.Range(0, Messages).Count(batch.IsLeft));
    }

    private static (int From, int Count) PlaceOf(SigningSlice slice) => (slice.From, slice.Count);

    private static SigningBatch BatchOf(int count, long ends)
    {
        SigningBatch batch = new(signatureLength: 64) { Ends = ends };
        for (int i = 0; i < count; i++)
        {
            batch.Add(BitConverter.GetBytes(i));
        }

        return batch;
    }
}
