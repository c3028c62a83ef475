using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Reporting;

/// <summary>Tells a watchdog elsewhere that a run went well; what it does not hear of, it tells
/// people.</summary>
public static class Heartbeat
{
    /// <summary>Gives the sign of life.</summary>
    /// <param name="policy">To whom.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Why it could not be given, as lower-case clauses.</returns>
    public static IReadOnlyList<string> Beat(NotificationPolicy policy, CancellationToken stop)
    {
        List<string?> failures = [];
        if (policy.HeartbeatUrl is { } url)
        {
            failures.Add(Get(url, policy.Timeout, stop));
        }

        if (policy.HeartbeatCommand is { } command)
        {
            failures.Add(ExternalCommand.Run(command, "", policy.Timeout, stop));
        }

        return [.. failures.OfType<string>()];
    }

    private static string? Get(Uri url, long timeout, CancellationToken stop)
    {
        try
        {
            using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(timeout) };
            using HttpResponseMessage answer = client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead,
                stop).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode ? null
                : string.Create(CultureInfo.InvariantCulture, $"{url.Host} answers {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException
            && !stop.IsCancellationRequested)
        {
            return $"{url.Host} cannot be reached: {e.Message.TrimEnd('.')}"; // not the whole URL: some have a secret in it
        }
    }
}
