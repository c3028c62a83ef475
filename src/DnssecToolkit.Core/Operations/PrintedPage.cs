using System.ComponentModel;
using System.Diagnostics;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Prints a page into a PDF with a browser that is installed; the page needs nothing from elsewhere, and nothing is fetched.</summary>
public static class PrintedPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

    /// <summary>Prints it.</summary>
    /// <param name="html">The page.</param>
    /// <param name="path">The PDF.</param>
    /// <param name="stop">Ends the browser.</param>
    /// <exception cref="UsageException">No browser is installed.</exception>
    /// <exception cref="UnwritableOutputException">The browser made no PDF, or it cannot be written.</exception>
    public static void Write(string html, string path, CancellationToken stop)
    {
        string browser = Find() ?? throw new UsageException(
            "a PDF is made with a browser, and none is installed", "install chromium, or print the page that --form html gives");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("dnssec-toolkit-print-");
        try
        {
            string page = Path.Combine(directory.FullName, "page.html");
            string printed = Path.Combine(directory.FullName, "page.pdf");
            File.WriteAllText(page, html);
            string said = Print(browser, page, printed, directory.FullName, stop);
            byte[] octets = File.Exists(printed) ? File.ReadAllBytes(printed) : [];
            if (!octets.AsSpan().StartsWith("%PDF-"u8))
            {
                throw new UnwritableOutputException($"{path}: {browser} made no PDF: {said}", "print the page that --form html gives");
            }

            using OutputFile file = OutputFile.Create(path, stop: stop);
            file.Write(0, octets);
            file.Flush();
            file.Commit();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be printed: {fault.Message}", "see to the disk, or print the page that --form html gives", fault);
        }
        finally
        {
            Remove(directory);
        }
    }

    // A browser may write in its profile for a moment more; what it leaves is in the directory for such things.
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

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(directory => Browsers.Select(browser => Path.Combine(directory, browser))).FirstOrDefault(File.Exists);

    // Chromium's own sandbox does not work for root; the page is ours and has no scripts.
    private static string Print(string browser, string page, string printed, string profile, CancellationToken stop)
    {
        string[] sandbox = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        ProcessStartInfo start = new(browser,
        [
            .. sandbox, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", $"--user-data-dir={profile}/profile", "--no-pdf-header-footer",
            $"--print-to-pdf={printed}", new Uri(page).AbsoluteUri,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(stop);
            late.CancelAfter(Patience);
            using CancellationTokenRegistration end = late.Token.Register(() => process.Kill(entireProcessTree: true));
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            _ = output.GetAwaiter().GetResult();
            return error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"status {process.ExitCode}";
        }
        catch (Win32Exception fault)
        {
            return fault.Message;
        }
    }
}
