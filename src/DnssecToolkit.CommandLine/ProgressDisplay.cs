using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DnssecToolkit.Diagnostics;
using Spectre.Console;

namespace DnssecToolkit.CommandLine;

/// <summary>Shows a bar for each stage that a job reports, on a terminal; elsewhere reports cost nothing and
/// show nothing.</summary>
public sealed class ProgressDisplay : IProgress<StageProgress>, IDisposable
{
    private readonly ConcurrentDictionary<string, StageProgress> _stages = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Task? _drawing;

    internal ProgressDisplay(ToolConsole console)
    {
        if (console is { Streams.ErrorIsTerminal: true, IsTalkative: true })
        {
            _drawing = Task.Run(() => Draw(console.Streams));
        }
    }

    /// <summary>Takes a report; from any thread.</summary>
    public void Report(StageProgress value)
    {
        if (_drawing is null)
        {
            return;
        }

        if (_stages.TryAdd(value.Stage, value))
        {
            _order.Enqueue(value.Stage);
        }
        else
        {
            _stages[value.Stage] = value;
        }
    }

    /// <summary>Draws the last state and takes the bars off the terminal.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _drawing?.Wait();
        _end.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // keeps Spectre out of runs without a terminal
    private async Task Draw(StandardStreams streams)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(streams.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = streams.Colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        terminal.Profile.Width = streams.Width;
        await terminal.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(Follow);
    }

    private async Task Follow(ProgressContext bars)
    {
        Dictionary<string, ProgressTask> drawn = new(StringComparer.Ordinal);
        while (!_end.IsCancellationRequested)
        {
            await Task.Delay(100, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            foreach (string stage in _order)
            {
                if (!drawn.TryGetValue(stage, out ProgressTask? bar))
                {
                    drawn[stage] = bar = bars.AddTask(Markup.Escape(stage));
                }

                StageProgress state = _stages[stage];
                bar.IsIndeterminate = state.Total == 0;
                bar.MaxValue = Math.Max(1, state.Total);
                bar.Value = state.Done;
            }
        }
    }
}
