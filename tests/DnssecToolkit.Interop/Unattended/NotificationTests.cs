using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Who is told, by which way, when something begins to need a human and when it ends.</summary>
public sealed class NotificationTests : IDisposable
{
    private readonly Registry _registry = new(["example", "other"]);

    [Fact]
    public void A_run_that_is_refused_as_a_whole_is_told_once_and_its_end_too()
    {
        string told = _registry.Files["told"];
        Notify($"command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}; cat >> {told}.text\"]");
        _registry.Run().MustSucceed();
        _registry.Now -= 43_200;
        _registry.Run("--dry-run").MustSucceed();
        Assert.False(File.Exists(told));
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        Assert.Equal("signall: CLOCK-BACKWARDS, nothing is signed\n", File.ReadAllText(told));
        Assert.Matches(
            @"the clock says .*, and the last (run|signing of [a-z.]+) was at .*\n  set the clock right; or", File.ReadAllText(told + ".text"));
        _registry.Now += 43_200;
        _registry.Run().MustSucceed();
        _registry.Run().MustSucceed();
        Assert.Equal("signall: CLOCK-BACKWARDS, nothing is signed\nsignall: CLOCK-BACKWARDS ended\n",
            File.ReadAllText(told));
    }

    [Fact]
    public void A_run_that_has_hung_for_hours_is_told_once_and_its_end_too()
    {
        string told = _registry.Files["told"];
        Notify($"command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"]");
        _registry.Run().MustSucceed();
        using (RunLock.Take(StateDirectory.At(_registry.State), "stuck", _registry.Now, wait: 0,
            CancellationToken.None))
        {
            _registry.Now += 5 * 3_600;
            Assert.Equal(ExitStatus.LockHeld, _registry.Run().Status);
            Assert.False(File.Exists(told)); // a long run, perhaps
            _registry.Now += 2 * 3_600;
            Assert.Contains("for 7h", _registry.Run().Error, StringComparison.Ordinal);
            Assert.Equal(ExitStatus.LockHeld, _registry.Run().Status);
            Assert.Equal("signall: LOCK-HELD, nothing is signed\n", File.ReadAllText(told));
            Assert.Matches(@"runs sign nothing: \[LOCK-HELD\] since .* another run \(process ",
                _registry.Signall("health").Output);
        }

        _registry.Run().MustSucceed();
        Assert.DoesNotContain("runs sign nothing", _registry.Signall("health").Output,
            StringComparison.Ordinal);
        Assert.Equal("signall: LOCK-HELD, nothing is signed\nsignall: LOCK-HELD ended\n",
            File.ReadAllText(told));
    }

    [Fact]
    public void A_zone_whose_state_cannot_be_written_is_told_once_and_stops_no_other()
    {
        string told = _registry.Files["told"];
        Notify($"command: [/bin/sh, -c, \"echo \\\"$0\\\" >> {told}\"]");
        Directory.CreateDirectory(Path.Combine(_registry.State, "zones", "example", "state.json",
            "in-the-way"));
        SignallRun run = _registry.Run();
        Assert.Equal(ExitStatus.UnwritableOutput, run.Status);
        Assert.Contains("state.json: cannot be written", run.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(_registry.Signed("other")));
        _registry.Run();
        Assert.Equal("signall: example. OUTPUT-UNWRITABLE\n", File.ReadAllText(told));
        Directory.Delete(Path.Combine(_registry.State, "zones", "example", "state.json"), recursive: true);
        _registry.Run().MustSucceed();
    }

    [Fact]
    public void What_could_not_be_sent_is_sent_by_the_next_run_that_can()
    {
        string told = _registry.Files["told"];
        string away = _registry.Files.Write("away", "");
        Notify($"command: [/bin/sh, -c, \"test -e {away} && exit 1; cat > /dev/null; echo \\\"$0\\\" >> {told}\"]");
        _registry.Run().MustSucceed();
        _registry.WriteZone("example", "garbage (");
        Assert.Contains("a notification could not be sent", _registry.Run().Error, StringComparison.Ordinal);
        Assert.Contains("a notification could not be sent", _registry.Run().Error, StringComparison.Ordinal);
        File.Delete(away);
        Assert.DoesNotContain("a notification could not be sent", _registry.Run().Error,
            StringComparison.Ordinal);
        _registry.Run();
        Assert.Equal("signall: example. INPUT-UNREADABLE\n", File.ReadAllText(told)); // late, and once
    }

    [Fact]
    public void Mail_goes_to_a_server_once_at_the_beginning_and_once_at_the_end()
    {
        using MailServer server = new();
        Notify($"mail: [a@example.net, b@example.net], from: signer@example.net, smtp: {{ host: 127.0.0.1, port: {server.Port}, encryption: none }}");
        BreakAndMend();
        string heard = server.Heard;
        Assert.Equal(2, Regex.Count(heard, "(?m)^DATA$"));
        Assert.Contains("MAIL FROM:<signer@example.net>", heard, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<b@example.net>", heard, StringComparison.Ordinal);
        Assert.Contains("Subject: signall: example. INPUT-UNREADABLE\n", heard, StringComparison.Ordinal);
        Assert.Contains("Subject: signall: example. INPUT-UNREADABLE ended\n", heard,
            StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated\n", heard, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_is_encrypted_and_the_password_comes_from_a_file()
    {
        using X509Certificate2 certificate = MakeCertificate();
        string trusted = _registry.Files.Write("ca.pem", certificate.ExportCertificatePem());
        string password = _registry.Files.Write("password", "secret of the test");
        File.SetUnixFileMode(password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using MailServer server = new(certificate);
        Notify($"mail: [a@example.net], smtp: {{ host: localhost, port: {server.Port}, user: signer, password: \"file:{password}\" }}");
        _registry.Run().MustSucceed();
        _registry.WriteZone("example", "garbage (");

        // In this process nobody trusts the certificate: not a word of the message goes out.
        SignallRun untrusted = _registry.Run();
        Assert.Contains("a notification could not be sent: the mail server localhost did not take it",
            untrusted.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("MAIL FROM", server.Heard, StringComparison.Ordinal);
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        string said = RunTrusting(trusted);
        Assert.Contains("TLS MAIL FROM:<signall@", server.Heard, StringComparison.Ordinal);
        Assert.Contains($"TLS {Convert.ToBase64String("secret of the test"u8)}\n", server.Heard,
            StringComparison.Ordinal);
        Assert.DoesNotContain("\nMAIL FROM", server.Heard, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_is_not_sent_in_clear_to_a_server_that_cannot_encrypt()
    {
        using MailServer server = new();
        Notify($"mail: [a@example.net], smtp: {{ host: 127.0.0.1, port: {server.Port} }}");
        _registry.WriteZone("example", "garbage (");
        Assert.Contains("a notification could not be sent", _registry.Run().Error, StringComparison.Ordinal);
        Assert.DoesNotContain("DATA", server.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public void The_systems_log_gets_a_line_for_each_beginning_and_end()
    {
        string path = _registry.Files["log"];
        using Socket log = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        log.Bind(new UnixDomainSocketEndPoint(path));
        log.ReceiveTimeout = 60_000;
        Notify($"syslog: local0, syslog-socket: {path}");
        BreakAndMend();
        byte[] buffer = new byte[2_000];
        Assert.Matches(@"^<131>signall\[\d+\]: example\. INPUT-UNREADABLE began: ", System.Text.Encoding.UTF8.GetString(buffer, 0, log.Receive(buffer))); // 16 * 8 + 3
        Assert.Matches(@"^<133>signall\[\d+\]: example\. INPUT-UNREADABLE ended$",
            System.Text.Encoding.UTF8.GetString(buffer, 0, log.Receive(buffer)));
        Assert.Equal(0, log.Available);
    }

    [Fact]
    public void The_heart_beats_after_runs_that_went_well_and_only_then()
    {
        using HttpListener watchdog = new();
        int port = LoopbackPorts.Free();
        watchdog.Prefixes.Add($"http://127.0.0.1:{port}/");
        watchdog.Start();
        int beats = 0;
        _ = Task.Run(async () =>
        {
            while (watchdog.IsListening)
            {
                HttpListenerContext beat = await watchdog.GetContextAsync();
                Interlocked.Increment(ref beats);
                beat.Response.StatusCode = beat.Request.RawUrl == "/gone" ? 404 : 200;
                beat.Response.Close();
            }
        });
        Notify($"heartbeat-url: \"http://127.0.0.1:{port}/me\", heartbeat-command: [/bin/sh, -c, \"echo x >> {_registry.Files["beats"]}\"]");
        _registry.Run().MustSucceed();
        _registry.Run().MustSucceed();
        _registry.WriteZone("example", "garbage (");
        _registry.Run();
        Assert.Equal((2, "x\nx\n"), (beats, File.ReadAllText(_registry.Files["beats"])));
        _registry.WriteZone("example", Registry.TextOf(3, 21));
        Notify($"heartbeat-url: \"http://127.0.0.1:{port}/gone\"");
        Assert.Contains("the heartbeat: 127.0.0.1 answers 404", _registry.Run().MustSucceed().Error,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp: { port: 25 }", "CONFIG-MISSING")]
    [InlineData("smtp: { host: h, password: hunter2 }", "CONFIG-VALUE")]
    [InlineData("syslog: loca10", "CONFIG-VALUE")]
    [InlineData("heartbeat-url: \"ftp://x/\"", "CONFIG-VALUE")]
    public void Faults_of_the_configuration_are_named_and_a_password_is_not_repeated(string notify,
        string code)
    {
        Notify(notify);
        SignallRun run = _registry.Signall("config", "check");
        Assert.Contains($"[{code}]", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private void Notify(string how) => _registry.Configure(sections: $"notify: {{ {how}, timeout: 20s }}");

    private void BreakAndMend()
    {
        _registry.Run().MustSucceed();
        _registry.WriteZone("example", "garbage (");
        _registry.Run();
        _registry.Now += 3_600;
        _registry.Run();
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        _registry.Run().MustSucceed();
        _registry.Run().MustSucceed();
    }

    private string RunTrusting(string certificates)
    {
        ProcessStartInfo start = new(SignallProcess.Executable,
            ["run", "--config", _registry.Files["dnssec.yaml"]])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true
        };
        start.Environment["SSL_CERT_FILE"] = certificates;
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
        return said;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(Clock.Now.Seconds);
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
