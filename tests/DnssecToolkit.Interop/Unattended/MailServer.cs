using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>A mail server on loopback that takes whatever comes, encrypted where it has a
/// certificate.</summary>
internal sealed class MailServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly StringBuilder _heard = new();

    internal MailServer(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _ = ServeAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>All that clients said; lines that came encrypted begin with <c>TLS </c>.</summary>
    internal string Heard
    {
        get
        {
            lock (_heard)
            {
                return _heard.ToString();
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                await TalkAsync(client.GetStream());
            }
            catch (Exception e) when (
                e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // A client that does not trust us goes away.
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        await SayAsync(stream, "220 test");
        bool isEncrypted = false;
        while (await HearAsync(stream, isEncrypted) is { } line)
        {
            string verb = line.Split(' ')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    await SayAsync(stream, _certificate is null ? "250 test" : isEncrypted
                        ? "250-test\r\n250 AUTH LOGIN" : "250-test\r\n250 STARTTLS");
                    break;
                case "STARTTLS":
                    await SayAsync(stream, "220 go on");
                    SslStream secure = new(stream);
                    await secure.AuthenticateAsServerAsync(_certificate!);
                    (stream, isEncrypted) = (secure, true);
                    break;
                case "AUTH":
                    await SayAsync(stream, "334 UGFzc3dvcmQ6");
                    await HearAsync(stream, isEncrypted);
                    await SayAsync(stream, "235 welcome");
                    break;
                case "DATA":
                    await SayAsync(stream, "354 go on");
                    while (await HearAsync(stream, isEncrypted) is not ("." or null))
                    {
                    }

                    await SayAsync(stream, "250 taken");
                    break;
                case "QUIT":
                    await SayAsync(stream, "221 bye");
                    return;
                default:
                    await SayAsync(stream, "250 ok");
                    break;
            }
        }
    }

    private static async Task SayAsync(Stream stream, string line)
    {
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(line + "\r\n"));
        await stream.FlushAsync();
    }

    private async Task<string?> HearAsync(Stream stream, bool isEncrypted)
    {
        List<byte> line = [];
        byte[] one = new byte[1];
        while (await stream.ReadAsync(one) == 1)
        {
            if (one[0] == '\n')
            {
                string text = System.Text.Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                lock (_heard)
                {
                    _heard.Append(isEncrypted ? "TLS " : "").Append(text).Append('\n');
                }

                return text;
            }

            line.Add(one[0]);
        }

        return null;
    }
}
