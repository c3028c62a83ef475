using System.Globalization;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Tests.Signing;

/// <summary>A process with a module in it that is stopped as a whole, so that nobody empties its
/// pipe.</summary>
public class TokenHostDeadlineTests
{
    private const int LongerThanThePipe = 1 << 20; // Linux gives a pipe 64 KiB (pipe(7))
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    /// <summary>It greets as a token host does, then stops itself (SIGSTOP).</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_question_that_does_not_fit_into_the_pipe_of_a_stopped_process_has_a_deadline(
        int callers)
    {
        byte[] greeting = new FrameWriter().Octets([]).Octets([]).Finish(0, 0).ToArray();
        string octal =
            string.Concat(greeting.Select(octet => "\\" + Convert.ToString(octet, 8).PadLeft(3, '0')));
        string script = string.Create(
            CultureInfo.InvariantCulture,
            $"printf '{octal}' > /proc/self/fd/\"$2\"; kill -STOP $$; sleep 60");
        using TokenHostProcess host = TokenHostProcess.Start(
            new TokenHosting
            {
                Command = ["/bin/sh", "-c", script, "host"],
                CallDeadline = TimeSpan.FromSeconds(10)
            }, "none");
        byte[] question = new byte[LongerThanThePipe];
        Task<ReturnValue>[] asked = [.. Enumerable.Range(0, callers).Select(_ => Task.Factory.StartNew(
            () => host.Exchange(
                HostOperation.FindObjects, request =>
                    request.Octets(question), TimeSpan.FromSeconds(1), out byte[] _),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Assert.All(await Task.WhenAll(asked).WaitAsync(Bound),
                gave => Assert.Equal(ReturnValue.HostHung, gave));
        }
        finally
        {
            host.Kill(ReturnValue.HostGone); // or it would stay, stopped
        }
    }
}
