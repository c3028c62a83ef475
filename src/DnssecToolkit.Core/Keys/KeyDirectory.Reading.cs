using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Keys;

/// <content>Reading the files and joining the halves.</content>
public sealed partial class KeyDirectory
{
    private sealed class Reader(FindingList findings, PassphraseReader? passphrases)
    {
        /// <summary>Reads all keys of a zone.</summary>
        public DirectoryKey[] Read(string[] files, DomainName zone)
        {
            HashSet<string> present = [.. files];
            List<DirectoryKey> keys = [];
            foreach (string file in files.Where(file => IsPublic(file) && NameOf(file)?.Zone == zone))
            {
                if (ReadKey(file, System.IO.Path.ChangeExtension(file, ".private"), present) is { } key)
                {
                    keys.Add(key);
                }
            }

            ReportUnmatched(files, zone, present);
            JoinPemFiles(files, keys);
            DirectoryKey[] sorted = [.. keys.OrderBy(key => key.Key.Algorithm)
                .ThenBy(key => key.Key.Tag.Value)];
            ReportCollisions(sorted);
            return sorted;
        }

        private DirectoryKey? ReadKey(string publicFile, string privateFile, HashSet<string> present)
        {
            if (BindPublicFile.Read(publicFile, findings) is not { } found
                || !HasItsName(found.Key, publicFile))
            {
                return null;
            }

            DirectoryKey key = new(found.Key, found.Timing, publicFile) { Ttl = found.Ttl };
            if (!present.Contains(privateFile))
            {
                return key;
            }

            byte[] octets = KeyFileOctets.Read(privateFile);
            try
            {
                // A .private file with a label has no private half in it, only its place in a token.
                return BindTokenFile.Describes(octets)
                    ? ReadTokenFile(key, octets, privateFile) : ReadPrivateFile(key, privateFile);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(octets);
            }
        }

        private DirectoryKey? ReadTokenFile(DirectoryKey key, byte[] octets, string privateFile)
        {
            BindTokenFile? file = BindTokenFile.Parse(octets, privateFile, findings);
            if (file is not null && file.Algorithm != key.Key.Algorithm)
            {
                ReportAlgorithm(key.Key, file.Algorithm, privateFile);
                return null;
            }

            return file is null
                ? null : key with { Timing = file.Timing, Reference = new KeyReference(file.Token) };
        }

        private DirectoryKey? ReadPrivateFile(DirectoryKey key, string privateFile)
        {
            using BindPrivateFile? half = BindPrivateFile.Read(privateFile, findings);
            SoftwareKey? joined = half is null ? null : Join(key.Key, half, privateFile);
            return joined is null ? null
                : key with
                {
                    Timing = half!.Timing,
                    Reference = new KeyReference(privateFile),
                    Software = joined
                };
        }

        private bool HasItsName(ZoneKey key, string file)
        {
            if (NameOf(file) == BindKeyName.Of(key))
            {
                return true;
            }

            Add(CheckCodes.KeyFileName, file, $"the key in it is {BindKeyName.Of(key)}");
            return false;
        }

        private SoftwareKey? Join(ZoneKey key, BindPrivateFile half, string file)
        {
            if (half.Algorithm != key.Algorithm)
            {
                ReportAlgorithm(key, half.Algorithm, file);
                return null;
            }

            return Join(key, half.Components, half.Timing, file);
        }

        private SoftwareKey? Join(ZoneKey key, PrivateKeyComponents components, KeyTiming timing, string file)
        {
            try
            {
                return KeyPair.Join(key, components, timing);
            }
            catch (KeyUnavailableException fault)
            {
                Add(CheckCodes.KeyPairMismatch, file, fault.Message);
                return null;
            }
        }

        private void ReportAlgorithm(ZoneKey key, DnssecAlgorithm algorithm, string file) => Add(
            CheckCodes.KeyPairMismatch, file,
            $"algorithm {(int)algorithm}, beside a DNSKEY of algorithm {(int)key.Algorithm}");

        private void ReportUnmatched(string[] files, DomainName zone, HashSet<string> present)
        {
            foreach (string file in files.Where(file => IsPrivate(file) && NameOf(file)?.Zone == zone))
            {
                if (!present.Contains(System.IO.Path.ChangeExtension(file, ".key")))
                {
                    Add(CheckCodes.KeyUnmatched, file,
                        "there is no .key file beside it, so that it is not used");
                }
            }
        }

        // A PEM file does not say whose key it is: its public half does.
        private void JoinPemFiles(string[] files, List<DirectoryKey> keys)
        {
            foreach (string file in files.Where(IsPem))
            {
                if (!keys.Exists(key => key.Reference is null))
                {
                    return;
                }

                if (passphrases is null && PemKeyFile.IsEncrypted(file))
                {
                    Add(CheckCodes.KeyLocked, file, "the private key in it is encrypted");
                    continue;
                }

                using PrivateKeyComponents? components = ReadPem(file);
                if (components is not null)
                {
                    JoinPem(file, components, keys);
                }
            }
        }

        private PrivateKeyComponents? ReadPem(string file)
        {
            try
            {
                return PemKeyFile.Read(file, passphrases);
            }
            catch (KeyUnavailableException fault)
            {
                Add(CheckCodes.KeyLocked, file, fault.Message);
                return null;
            }
        }

        private void JoinPem(string file, PrivateKeyComponents components, List<DirectoryKey> keys)
        {
            for (int i = 0; i < keys.Count; i++)
            {
                DirectoryKey key = keys[i];
                if (key.Reference is null && components.Fits(key.Key.Algorithm)
                    && IsHalfOf(key.Key, components)
                    && Join(key.Key, components, key.Timing, file) is { } joined)
                {
                    ReportMode(file);
                    keys[i] = key with { Reference = new KeyReference(file), Software = joined };
                }
            }
        }

        private static bool IsHalfOf(ZoneKey key, PrivateKeyComponents components)
        {
            using PrivateKey candidate = PrivateKey.FromComponents(key.Algorithm, components);
            return candidate.PublicKey.SequenceEqual(key.PublicKey);
        }

        private void ReportMode(string file)
        {
            if (KeyFileOctets.IsOpenToOthers(file))
            {
                Add(CheckCodes.KeyFileMode, file, "others can read or write this private key");
            }
        }

        private void ReportCollisions(DirectoryKey[] keys)
        {
            Dictionary<KeyTag, DirectoryKey> owners = [];
            foreach (DirectoryKey key in keys)
            {
                foreach (KeyTag tag in key.Key.PlainAndRevokedTags())
                {
                    if (!owners.TryAdd(tag, key) && owners[tag] != key)
                    {
                        Add(CheckCodes.KeyTagCollision, key.File,
                            $"tag {tag}, plain or revoked, is also that of {owners[tag]}");
                    }
                }
            }
        }

        private void Add(CheckCode code, string file, string message) =>
            findings.Add(new Finding(code, new SourceLocation(file), message));
    }
}
