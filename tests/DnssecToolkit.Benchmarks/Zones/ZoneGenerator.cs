using System.Globalization;

namespace DnssecToolkit.Benchmarks.Zones;

/// <summary>Writes a zone like a TLD's, as registries dump it: one record a line, absolute names, in no
/// order.</summary>
/// <remarks>Each delegation has two NS; a half have a DS, a tenth run name servers of their own and have
/// glue. About 145 octets of text and 1.5 signatures a delegation.</remarks>
/// <param name="origin">The zone's name, absolute.</param>
/// <param name="seed">What everything is drawn from.</param>
internal sealed class ZoneGenerator(string origin, ulong seed)
{
    private const string LabelCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string HexDigits = "0123456789ABCDEF";
    private const int DigestOctets = 32;
    private const int Hosters = 2_000;

    private readonly SeededNumbers _numbers = new(seed);
    private readonly HashSet<string> _labels = [];

    internal void Write(TextWriter writer, int delegations)
    {
        writer.WriteLine(
            $"{origin}\t86400\tIN\tSOA\tns1.nic.{origin} hostmaster.nic.{origin} 2026112100 7200 3600 2419200 3600");
        for (int i = 1; i <= 4; i++)
        {
            writer.WriteLine($"{origin}\t86400\tIN\tNS\tns{i}.nic.{origin}");
            writer.WriteLine($"ns{i}.nic.{origin}\t86400\tIN\tA\t192.0.2.{i}");
            writer.WriteLine($"ns{i}.nic.{origin}\t86400\tIN\tAAAA\t2001:db8::{i}");
        }

        _labels.Add("nic");
        for (int i = 0; i < delegations; i++)
        {
            WriteDelegation(writer, $"{NewLabel()}.{origin}", ownServers: i % 10 == 0, secure: i % 2 == 1);
        }
    }

    private void WriteDelegation(TextWriter writer, string name, bool ownServers, bool secure)
    {
        string host = ownServers
            ? name : $"h{_numbers.Below(Hosters).ToString(CultureInfo.InvariantCulture)}.test.";
        for (int i = 1; i <= 2; i++)
        {
            writer.WriteLine($"{name}\t3600\tIN\tNS\tns{i}.{host}");
        }

        if (ownServers)
        {
            for (int i = 1; i <= 2; i++)
            {
                writer.WriteLine($"ns{i}.{name}\t3600\tIN\tA\t198.51.{100 + i}.{_numbers.Below(256)}");
            }
        }

        if (secure)
        {
            writer.WriteLine($"{name}\t86400\tIN\tDS\t{_numbers.Below(65_536)} 13 2 {Digest()}");
        }
    }

    // Lengths as in real TLDs: 4 to 16, around 10; one in 50 looks like an IDN.
    private string NewLabel()
    {
        Span<char> room = stackalloc char[16];
        while (true)
        {
            Span<char> letters = room[..(4 + _numbers.Below(7) + _numbers.Below(7))];
            foreach (ref char letter in letters)
            {
                letter = LabelCharacters[_numbers.Below(LabelCharacters.Length)];
            }

            string label = _numbers.Below(50) == 0 ? $"xn--{letters}" : letters.ToString();
            if (_labels.Add(label))
            {
                return label;
            }
        }
    }

    private string Digest() => string.Create(DigestOctets * 2, _numbers, (digits, numbers) =>
    {
        foreach (ref char digit in digits)
        {
            digit = HexDigits[numbers.Below(HexDigits.Length)];
        }
    });
}
