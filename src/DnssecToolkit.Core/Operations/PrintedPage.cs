using System.ComponentModel;
using System.Diagnostics;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Makes a PDF with a browser or typst, whichever is installed; what is printed needs nothing from
/// elsewhere, and nothing is fetched.</summary>
public static class PrintedPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private const string Typst = "typst";
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome-stable",
        "google-chrome"];

    /// <summary>Prints it.</summary>
    /// <param name="html">The document as a page for browsers.</param>
    /// <param name="typst">The same for typst.</param>
    /// <param name="path">The PDF.</param>
    /// <param name="stop">Ends the printing.</param>
    /// <exception cref="UsageException">Neither is installed.</exception>
    /// <exception cref="UnwritableOutputException">No PDF was made, or it cannot be written.</exception>
    public static void Write(string html, string typst, string path, CancellationToken stop)
    {
        (string program, bool isBrowser) = Find(Browsers) is { } browser ? (browser, true)
            : Find([Typst]) is { } compiler ? (compiler, false)
            : throw new UsageException(
                "a PDF is made with a browser or typst, and none of them is installed",
                "install chromium or typst, or print the page that --form html gives");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("dnssec-toolkit-print-");
        try
        {
            string page = Path.Combine(directory.FullName, isBrowser ? "page.html" : "page.typ");
            string printed = Path.Combine(directory.FullName, "page.pdf");
            File.WriteAllText(page, isBrowser ? html : typst);
            string said = Run(program, isBrowser ? ForBrowser(page, printed, directory.FullName)
                : ["compile", "--root", directory.FullName, page, printed], stop);
            byte[] octets = File.Exists(printed) ? File.ReadAllBytes(printed) : [];
            if (!octets.AsSpan().StartsWith("%PDF-"u8))
            {
                throw new UnwritableOutputException($"{path}: {program} made no PDF: {said}",
                    "print the page that --form html gives");
            }

            using OutputFile file = OutputFile.Create(path, stop: stop);
            file.Write(0, octets);
            file.Flush();
            file.Commit();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be printed: {fault.Message}",
                "see to the disk, or print the page that --form html gives", fault);
        }
        finally
        {
            Remove(directory);
        }
    }

    // A browser may write in its profile for a moment more; what it leaves is in the directory for such
    // things.
    private static void Remove(DirectoryInfo directory)
    {
        try
        {
            directory.Delete(recursive: true);
        }
        catch (IOException)
        {
        }
    }

    private static string? Find(string[] programs) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(directory => programs.Select(program => Path.Combine(directory, program)))
        .FirstOrDefault(File.Exists);

    // Chromium's own sandbox does not work for root; the page is ours and has no scripts.
    private static string[] ForBrowser(string page, string printed, string profile) =>
    [
        .. Environment.IsPrivilegedProcess ? ["--no-sandbox"]
        : Array.Empty<string>(), "--headless", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", $"--user-data-dir={profile}/profile", "--no-pdf-header-footer",
        $"--print-to-pdf={printed}", new Uri(page).AbsoluteUri,
    ];

    private static string Run(string program, string[] arguments, CancellationToken stop)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(stop);
            late.CancelAfter(Patience);
            using CancellationTokenRegistration end =
                late.Token.Register(() => process.Kill(entireProcessTree: true));
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            _ = output.GetAwaiter().GetResult();
            return error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()
                ?? $"status {process.ExitCode}";
        }
        catch (Win32Exception fault)
        {
            return fault.Message;
        }
    }
}
