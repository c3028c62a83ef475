using System.Diagnostics;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Measures a run's stages, one after the other, and announces them.</summary>
/// <param name="progress">Told of each stage's beginning, or null.</param>
internal sealed class StageClock(IProgress<StageProgress>? progress)
{
    private readonly List<(string Stage, TimeSpan Duration)> _ended = [];
    private string? _stage;
    private long _start;

    /// <summary>The stages so far.</summary>
    public IReadOnlyList<(string Stage, TimeSpan Duration)> Ended => _ended;

    /// <summary>Ends the stage before and begins another.</summary>
    /// <param name="stage">What is being done, such as <c>reading</c>; null ends the last.</param>
    public void Begin(string? stage)
    {
        if (_stage is not null)
        {
            _ended.Add((_stage, Stopwatch.GetElapsedTime(_start)));
            progress?.Report(new StageProgress(_stage, 1, 1));
        }

        _stage = stage;
        _start = Stopwatch.GetTimestamp();
        if (stage is not null)
        {
            progress?.Report(new StageProgress(stage, 0, 0));
        }
    }
}
