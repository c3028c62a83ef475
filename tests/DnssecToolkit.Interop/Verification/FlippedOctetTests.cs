using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Interop.Verification;

/// <summary>Octets of a signed zone file changed all over it: none crashes the verifier, and a zone with another content is at fault.</summary>
public class FlippedOctetTests
{
    private const int Rounds = 300;

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void Inspect_FindsEachFlipThatChangesWhatTheSignaturesAreOver()
    {
        using ForeignSigner signer = new();
        byte[] sound = File.ReadAllBytes(signer.Sign(SmallZone, ["ECDSAP256SHA256"]));
        const int prime = 7919; // spreads the places over the file, and each bit over the rounds
        List<string> missed = [];
        for (int round = 0; round < Rounds; round++)
        {
            byte[] flipped = [.. sound];
            int place = round * prime % sound.Length;
            flipped[place] ^= (byte)(1 << round % 8);
            string path = signer.Directory["flipped"];
            File.WriteAllBytes(path, flipped);
            if (IsSound(path) && !IsHarmless(sound, flipped, place))
            {
                missed.Add($"octet {place}: {(char)sound[place]} became {(char)flipped[place]} in {LineAt(flipped, place)}");
            }
        }

        Assert.Equal([], missed);
    }

    private const string SmallZone = """
        $TTL 3600
        @ SOA ns1 hostmaster 1 7200 3600 1209600 600
        @ NS ns1
        @ NS ns2
        ns1 A 192.0.2.1
        ns2 AAAA 2001:db8::2
        *.wild TXT "w"
        a.b.ent A 192.0.2.9

        """;

    // Letter case of names and mnemonics, white space and comments mean nothing.
    private static bool IsHarmless(byte[] sound, byte[] flipped, int place) =>
        LineAt(sound, place).StartsWith(';')
        || char.ToLowerInvariant((char)sound[place]) == char.ToLowerInvariant((char)flipped[place])
        || ((char)sound[place] is ' ' or '\t' && (char)flipped[place] is ' ' or '\t');

    private static string LineAt(byte[] text, int place)
    {
        string all = System.Text.Encoding.Latin1.GetString(text);
        int start = place == 0 ? 0 : all.LastIndexOf('\n', place - 1) + 1;
        int end = all.IndexOf('\n', start);
        return all[start..(end < 0 ? all.Length : end)];
    }

    private static bool IsSound(string path)
    {
        Assert.True(Timestamp.TryParseCompact("20261115000000", out Timestamp moment));
        VerificationPolicy policy = new() { Moments = [moment], Threads = 1 };
        try
        {
            return ZoneInspection.Inspect(
                new InspectionRequest(path, policy) { Origin = DomainName.Parse("example.") }, CancellationToken.None).Sound;
        }
        catch (UnreadableInputException)
        {
            return false;
        }
    }
}
