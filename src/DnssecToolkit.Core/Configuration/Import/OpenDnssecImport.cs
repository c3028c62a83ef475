using System.Xml;
using System.Xml.Linq;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Takes policies and zones over from OpenDNSSEC's files, told apart by their root elements:
/// Configuration, KASP, ZoneList, SignerConfiguration, Adapter.</summary>
internal sealed partial class OpenDnssecImport
{
    private const int DeepestNesting = 8;

    private readonly ImportFindings _findings;
    private readonly List<XElement> _roots = [];
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImportedPolicy> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (TokenConfiguration Token,
        string Label)> _repositories = new(StringComparer.Ordinal);
    private readonly List<ImportedZone> _zones = [];
    private readonly List<ForeignKey> _keys = [];
    private readonly ImportedPrimaries _primaries;
    private IReadOnlyList<string>? _reload;

    private OpenDnssecImport(ImportFindings findings)
    {
        _findings = findings;
        _primaries = new ImportedPrimaries(findings);
    }

    /// <summary>Reads it. What conf.xml and zonelist.xml name is read too, where it is there.</summary>
    /// <exception cref="UnreadableInputException">A file that was given cannot be read.</exception>
    internal static ForeignConfiguration Read(IReadOnlyList<string> files, ImportFindings findings)
    {
        OpenDnssecImport import = new(findings);
        foreach (string file in files)
        {
            import.ReadFile(file);
        }

        import.Follow("Configuration", "PolicyFile", "ZoneListFile");
        import.Follow("ZoneList", "SignerConfiguration");
        import.FollowAdapters();
        import.ReadAll();
        return new ForeignConfiguration
        {
            Policies = [.. import._policies.Values.Select(policy => policy.Policy)],
            Zones = import._zones,
            Reload = import._reload,
            Keys = import._keys,
        };
    }

    private void ReadFile(string file)
    {
        if (!_read.Add(Path.GetFullPath(file)))
        {
            return;
        }

        byte[] octets = ForeignFile.Read(file);
        try
        {
            using (XmlReader depth = Open(octets, file))
            {
                DemandShallow(depth, file);
            }

            using XmlReader reader = Open(octets, file);
            _roots.Add(XDocument.Load(reader, LoadOptions.SetLineInfo | LoadOptions.SetBaseUri).Root!);
            _roots[^1].AddAnnotation(file);
        }
        catch (RefusedTextException refused)
        {
            _findings.All.Add(refused.Finding);
        }
        catch (XmlException e)
        {
            _findings.Fault(
                CheckCodes.ConfigSyntax, new SourceLocation(file, Math.Max(1, e.LineNumber), e.LinePosition),
                $"no XML without document types: {ConfigurationValue.Shown(e.Message.Split('.')[0], 160)}");
        }
    }

    private static XmlReader Open(byte[] octets, string file) => XmlReader.Create(
        new MemoryStream(octets),
        new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true
        }, file);

    // Adding an element to a tree costs its depth: a megabyte of opened elements would take hours.
    private static void DemandShallow(XmlReader reader, string file)
    {
        while (reader.Read())
        {
            if (reader.Depth > 2 * DeepestNesting)
            {
                int line = reader is IXmlLineInfo place ? place.LineNumber : 1;
                throw new RefusedTextException(
                    new Finding(CheckCodes.ConfigLimit, new SourceLocation(file, line),
                        $"nested more than {2 * DeepestNesting} deep"));
            }
        }
    }

    // kasp.xml alone decides what policy means: where it was given, conf.xml's is not read as well.
    private void Follow(string root, params ReadOnlySpan<string> elements)
    {
        foreach (string element in elements)
        {
            string kind = element switch { "PolicyFile" => "KASP", "ZoneListFile" => "ZoneList", _ => "" };
            foreach (XElement named in _roots.Where(document => document.Name.LocalName == root)
                .SelectMany(document => document.Descendants(element)).ToArray())
            {
                if (!_roots.Exists(document => document.Name.LocalName == kind)
                    && File.Exists(named.Value.Trim()))
                {
                    ReadFile(named.Value.Trim());
                }
            }
        }
    }

    private void ReadAll()
    {
        XElement[] Of(string name) => [.. _roots.Where(root => root.Name.LocalName == name)];
        Of("Configuration").ToList().ForEach(ReadConfiguration);
        foreach (XElement policy in Of("KASP").SelectMany(root => root.Elements("Policy")))
        {
            ReadPolicy(policy);
        }

        foreach (XElement zone in Of("ZoneList").SelectMany(root => root.Elements("Zone")))
        {
            ReadZone(zone);
        }

        foreach (XElement zone in Of("SignerConfiguration").SelectMany(root => root.Elements("Zone")))
        {
            ReadKeys(zone);
        }

        foreach (XElement root in _roots.Where(root =>
            root.Name.LocalName is not ("Configuration" or "KASP" or "ZoneList" or "SignerConfiguration" or "Adapter")))
        {
            _findings.Fault(
                CheckCodes.ConfigSyntax, PlaceOf(root),
                $"{ConfigurationValue.Shown(root.Name.LocalName)} is no file of OpenDNSSEC's");
        }
    }

    private void ReadConfiguration(XElement root)
    {
        foreach (XElement repository in root.Descendants("Repository"))
        {
            string name = repository.Attribute("name")?.Value ?? "";
            TokenConfiguration token = new(
                ImportedPolicy.SafeName(name), repository.Element("Module")?.Value.Trim() ?? "/",
                "file:/etc/dnssec-toolkit/pin");
            _repositories[name] = (token, repository.Element("TokenLabel")?.Value.Trim() ?? "");
            Tell(
                repository.Element("PIN"), "the PIN is not taken over",
                "write it into /etc/dnssec-toolkit/pin, mode 0600, or name another source");
            Tell(
                repository.Element("RequireBackup"), "RequireBackup has no counterpart",
                "use signall --require-backup, and keybackup for copies");
            Tell(repository.Element("Capacity"), "Capacity has no counterpart",
                "the token itself says when it is full");
        }

        XElement? notify = root.Element("Signer")?.Element("NotifyCommand");
        _reload = notify is null ? null : ReloadOf(notify.Value.Trim());
        Tell(
            root.Element("Enforcer")?.Element("DelegationSignerSubmitCommand"),
            "DelegationSignerSubmitCommand has no counterpart",
            "publish CDS (cds: publish), or give the parent the records that `keyall ds` prints");
        Tell(
            root.Element("Enforcer")?.Element("RolloverNotification"),
            "RolloverNotification has no counterpart",
            "`keyall plan` lists what is to come");
        Tell(
            root.Element("Enforcer")?.Element("AutomaticKeyGenerationPeriod"),
            "AutomaticKeyGenerationPeriod has no counterpart",
            "`keyall run` makes keys when they are needed");
        Tell(
            root.Element("Enforcer")?.Element("Datastore"), "the enforcer's database is not read",
            "key states are taken from the zone that is served: give --signed and --keys");
        Tell(root.Element("Signer")?.Element("Listener"), "Listener has no counterpart",
            "signall serves nobody: a name server does");
    }

    private static string[] ReloadOf(string command) =>
        [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Replace("%zonefile", "{file}", StringComparison.Ordinal)
            .Replace("%zone", "{zone}", StringComparison.Ordinal))];

    private void Tell(XElement? element, string message, string advice)
    {
        if (element is not null)
        {
            _findings.Unmapped(PlaceOf(element), message, advice);
        }
    }

    private void ReadPolicy(XElement element)
    {
        string name = element.Attribute("name")?.Value ?? "";
        ImportedPolicy policy = new(
            name == "default"
                ? "opendnssec-default" : name, new ZonePolicy { Cds = Planning.CdsPublication.AsInput });
        _findings.Apply(OpenDnssecSettings.Table, policy, SettingsOf(element, ""));
        policy.Finish();
        _policies[name] = policy;
    }

    // Elements without elements below them, by their path, and attributes too.
    private static IEnumerable<ForeignSetting> SettingsOf(XElement element, string path, int depth = 0)
    {
        foreach (XElement child in element.Elements())
        {
            string name = path.Length == 0 ? child.Name.LocalName : $"{path}/{child.Name.LocalName}";
            IEnumerable<ForeignSetting> below = child.HasElements && depth < DeepestNesting
                ? SettingsOf(child, name, depth + 1)
                : [new ForeignSetting(name, child.Value.Trim(), PlaceOf(child))];
            foreach (ForeignSetting setting in below.Concat(child.Attributes().Select(attribute => new ForeignSetting($"{name}/{attribute.Name.LocalName}", attribute.Value, PlaceOf(child)))))
            {
                yield return setting;
            }
        }
    }

    private void ReadZone(XElement element)
    {
        string policyName = element.Element("Policy")?.Value.Trim() ?? "";
        if (!_findings.TryReadName(element.Attribute("name")?.Value
            ?? "", PlaceOf(element), out DomainName name))
        {
            return;
        }

        if (!_policies.TryGetValue(policyName, out ImportedPolicy? policy))
        {
            _findings.Fault(
                CheckCodes.ConfigReference, PlaceOf(element),
                $"policy {ConfigurationValue.Shown(policyName)} is not defined", "give kasp.xml too");
            return;
        }

        (string? input, string? output) = (AdapterOf(element, "Input", "File"),
            AdapterOf(element, "Output", "File"));
        PrimaryPolicy? primary = input is null ? PrimaryOf(element) : null;
        if (input is null && primary is null)
        {
            _findings.Unmapped(
                PlaceOf(element), $"zone {name} comes by transfer, and nothing here says from where",
                "give the file of its input adapter too (addns.xml)");
            return;
        }

        if (output is null)
        {
            _findings.Unmapped(
                PlaceOf(element), $"zone {name} is served by transfer from the signer",
                "let a name server serve the signed file");
        }

        _zones.Add(
            new ImportedZone(name, policy.Policy, PlaceOf(element))
            {
                File = input,
                Primary = primary,
                Output = output,
                Token = _repositories.Values.FirstOrDefault().Token
            });
    }

    private void ReadKeys(XElement zone)
    {
        if (!_findings.TryReadName(zone.Attribute("name")?.Value ?? "", PlaceOf(zone), out DomainName name))
        {
            return;
        }

        foreach (XElement locator in zone.Descendants("Locator"))
        {
            string text = locator.Value.Trim();
            if (text.Length is 0 or > 128 || text.Length % 2 != 0 || !text.All(char.IsAsciiHexDigit))
            {
                _findings.Fault(
                    CheckCodes.ConfigValue, PlaceOf(locator),
                    $"Locator {ConfigurationValue.Shown(text)} is no CKA_ID in hexadecimal");
                continue;
            }

            // Which repository has the key only the enforcer's database knows; each is looked into.
            _keys.AddRange(_repositories.Values.Select(repository =>
                new ForeignKey(name, null, repository.Token,
                    Convert.FromHexString(text))
                { TokenLabel = repository.Label }));
        }
    }

    private static SourceLocation PlaceOf(XElement element)
    {
        IXmlLineInfo place = element;
        return new SourceLocation(
            element.AncestorsAndSelf().Last().Annotation<string>()
                ?? element.Document?.Root?.Annotation<string>(),
            place.LineNumber, place.LinePosition);
    }
}
