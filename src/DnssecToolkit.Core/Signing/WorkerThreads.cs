namespace DnssecToolkit.Signing;

/// <summary>Runs the same work on several threads until all are done or one fails.</summary>
internal static class WorkerThreads
{
    /// <summary>Runs the work.</summary>
    /// <param name="count">How many threads; with 1 the caller's does it.</param>
    /// <param name="work">The work, given the thread's number from 0.</param>
    /// <param name="onFailure">Called once a thread has failed, so that the others stop waiting for
    /// it.</param>
    /// <remarks>The first failure that is not a mere cancellation is thrown as it was.</remarks>
    public static void Run(int count, Action<int> work, Action onFailure)
    {
        if (count == 1)
        {
            work(0);
            return;
        }

        Task[] tasks = [.. Enumerable.Range(0, count).Select(number => Task.Factory.StartNew(
            () => Guarded(work, number, onFailure), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default))];
        Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        Task? failed =
            tasks.FirstOrDefault(task =>
                task.Exception?.InnerException is not null and not OperationCanceledException)
            ?? tasks.FirstOrDefault(task => !task.IsCompletedSuccessfully);
        failed?.GetAwaiter().GetResult();
    }

    private static void Guarded(Action<int> work, int number, Action onFailure)
    {
        bool done = false;
        try
        {
            work(number);
            done = true;
        }
        finally
        {
            if (!done)
            {
                onFailure();
            }
        }
    }
}
