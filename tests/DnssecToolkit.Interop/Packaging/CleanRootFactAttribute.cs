namespace DnssecToolkit.Interop.Packaging;

/// <summary>A fact that needs a clean Debian root: root's rights, debootstrap, and a mirror that
/// answers.</summary>
public sealed class CleanRootFactAttribute : FactAttribute
{
    private const string Mirror = "http://deb.debian.org/debian/dists/bookworm/Release";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Lazy<string?> Reason = new(Find);

    /// <summary>Says what is missing, if anything is.</summary>
    public CleanRootFactAttribute() => Skip = Reason.Value;

    private static string? Find()
    {
        if (Environment.UserName != "root")
        {
            return "a clean Debian root can be made by root alone";
        }

        return ForeignTool.Find("debootstrap") is null ? "debootstrap is not installed" : Answers();
    }

    private static string? Answers()
    {
        try
        {
            using HttpClient client = new() { Timeout = Patience };
            using HttpResponseMessage answer = client.GetAsync(new Uri(Mirror)).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode ? null : $"{Mirror} answers {(int)answer.StatusCode}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return $"{Mirror} cannot be reached: {e.Message}";
        }
    }
}
