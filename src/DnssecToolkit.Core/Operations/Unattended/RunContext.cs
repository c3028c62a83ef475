using System.Collections.Concurrent;
using System.Security.Cryptography;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Resolving;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What the turns of all zones in a run share.</summary>
internal sealed class RunContext(UnattendedRequest request, StateDirectory state, Journal journal,
    CancellationToken stop) : IDisposable
{
    private readonly ConcurrentDictionary<ZonePolicy, string> _policies =
        new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<string, string> _stamps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<OpenTokens>> _tokens = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<(KeyIndex Index,
        bool IsPlain)>> _indexes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<System.Net.IPEndPoint, bool> _silent = new();
    private readonly ConcurrentDictionary<System.Net.IPEndPoint, bool> _mute = new();
    private readonly KeyFileStamps _keys = new();
    private readonly Lock _settling = new();
    private ConcurrentDictionary<string, Lazy<(string Name,
        string Stamp)[]>> _children = new(StringComparer.Ordinal);
    private bool _hasSettled;

    internal UnattendedRequest Request { get; } = request;

    internal StateDirectory State { get; } = state;

    /// <summary>What this signer does where there are several; null where it is alone.</summary>
    internal SignerRole? Role { get; private set; } = SignerRole.Of(state);

    internal Journal Journal { get; } = journal;

    /// <summary>The run before, where that did not come to its end: what it had done may not all be written
    /// down.</summary>
    internal string? InterruptedRun { get; set; }

    /// <summary>What the zones have used of the run's budget.</summary>
    internal RunBudget Budget { get; } = new();

    internal CancellationToken Stop { get; } = stop;

    internal Timestamp Now => Request.Moment;

    /// <summary>Remembers a server that answered nothing, for as long as a zone may wait for it.</summary>
    internal void NoteSilent(ServerAddress server) => _silent[server.EndPoint] = true;

    /// <summary>Whether a server is one of those.</summary>
    internal bool WasSilent(ServerAddress server) => _silent.ContainsKey(server.EndPoint);

    /// <summary>Remembers a server that said nothing when it was asked whether another signer is
    /// active.</summary>
    internal void NoteMute(ServerAddress server) => _mute[server.EndPoint] = true;

    /// <summary>Whether a server is one of those.</summary>
    internal bool WasMute(ServerAddress server) => _mute.ContainsKey(server.EndPoint);

    /// <summary>Steps down, because another signer was seen at work.</summary>
    internal void StepDown(string because)
    {
        lock (_settling)
        {
            Role = new SignerRole(IsActive: false, Now, because, "signall");
            Role.Put(State);
            Journal.Append("stepped-down", null, because);
        }
    }

    /// <summary>Forgets the children's DS, because the children have had their turns.</summary>
    internal void BeginLevel() => _children = new(StringComparer.Ordinal);

    /// <summary>Remembers how files were at the beginning of the run, or when they were looked at
    /// last.</summary>
    internal void Look(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            _stamps[file] = FileStamp.Of(file);
        }
    }

    /// <summary>The files that a zone was read from last, and its zone file in any case.</summary>
    internal IReadOnlyList<string> FilesOf(ZoneConfiguration zone) =>
        [zone.File, .. ZoneState.Read(State, zone).InputFiles.Where(file => file != zone.File)];

    /// <summary>Waits until files that were changed shortly before the run have been left alone: once for all
    /// zones, and once more for a file that nobody knew of.</summary>
    /// <param name="zone">The zone; what was fetched from a primary is whole in any case.</param>
    /// <param name="files">The zone file and those that it includes, as far as they are known.</param>
    /// <returns>Whether they are still as they were when they were looked at.</returns>
    internal bool HasSettled(ZoneConfiguration zone, IReadOnlyList<string> files)
    {
        long settle = Request.Configuration.Settle;
        string[] recent = zone.Primary is not null || settle == 0 ? []
            : [.. files.Where(file => FileStamp.LatestChange([file]) >= Now.Seconds - settle)];
        if (recent.Length == 0)
        {
            return true;
        }

        string[] unknown = [.. recent.Where(file => !_stamps.ContainsKey(file))];
        if (unknown.Length > 0)
        {
            Look(unknown);
            Rest();
        }

        lock (_settling)
        {
            if (!_hasSettled)
            {
                Rest();
                _hasSettled = true;
            }
        }

        return recent.All(file => FileStamp.Of(file) == _stamps.GetValueOrDefault(file));
    }

    /// <summary>Waits as long as a file has to be left alone.</summary>
    internal void Rest()
    {
        Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Request.Configuration.Settle));
        Stop.ThrowIfCancellationRequested();
    }

    /// <summary>A digest of all that a zone's signatures depend on beside its input.</summary>
    internal string SurroundingsOf(ZoneConfiguration zone)
    {
        string text = string.Join('\n',
            _policies.GetOrAdd(zone.Policy, policy =>
                EffectiveConfiguration.Write(policy)), zone.File, zone.Output, zone.Keys, _keys.Of(zone), RowsOf(zone), ChildrenOf(zone), ResponsesOf(zone));
        return Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The checks that do not count for a zone: the gate's, and those that the operator accepts this
    /// once.</summary>
    internal IReadOnlyList<Suppression> SuppressionsFor(ZoneConfiguration zone) =>
    [
        .. zone.Gate.Suppressions.Select(entry => new Suppression(null, entry.Key, entry.Value)),
        .. Request.Accepted.Select(entry => new Suppression(null, entry.Key, entry.Value)),
    ];

    /// <summary>Whether a check does not count for a zone.</summary>
    internal bool IsSuppressed(ZoneConfiguration zone, CheckCode code) =>
        SuppressionsFor(zone).Any(suppression => suppression.Code == code);

    private string RowsOf(ZoneConfiguration zone) => zone.KeyIndex is null
        ? "" : string.Join('\n', IndexAt(zone.KeyIndex).EntriesOf(zone.Name)
            .Select(row => KeyIndexLine.Of(row, "").Text));

    /// <summary>The keyindex in a file, read once a run; empty where there is no such file.</summary>
    internal KeyIndex IndexAt(string file) => ReadOnce(file).Index;

    /// <summary>The same where there is nothing to say about it; null where the signing has to read it, and
    /// say what is wrong.</summary>
    internal KeyIndex? PlainIndexAt(string? file) =>
        file is not null && ReadOnce(file) is { IsPlain: true } read ? read.Index : null;

    /// <summary>The tokens of a section of the configuration, one pool of sessions for all zones.</summary>
    /// <param name="token">The section, or null where the keys' URIs say all.</param>
    internal OpenTokens? TokensOf(TokenConfiguration? token) =>
        Request.Tokens(token, Request.Threads) is not { } use ? null
        : _tokens.GetOrAdd(token?.Name
            ?? "", _ => new Lazy<OpenTokens>(() => new OpenTokens(use, token?.Module))).Value;

    /// <summary>The tokens that this run had to do without, by the sections that it needed.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<TokenLoss>> LostTokens => _tokens
        .Where(section => section.Value is { IsValueCreated: true, Value.WereNeeded: true })
        .ToDictionary(section => section.Key, section => section.Value.Value.Use.Losses.All);

    /// <summary>Closes the tokens.</summary>
    public void Dispose()
    {
        foreach (Lazy<OpenTokens> tokens in _tokens.Values)
        {
            tokens.Value.Dispose();
        }
    }

    private (KeyIndex Index, bool IsPlain) ReadOnce(string file) =>
        _indexes.GetOrAdd(file, path => new Lazy<(KeyIndex, bool)>(() => ReadIndex(path))).Value;

    private static (KeyIndex Index, bool IsPlain) ReadIndex(string path)
    {
        FindingList findings = new();
        try
        {
            return (KeyIndexFile.Read(path, findings), findings.Kept.Count == 0);
        }
        catch (UnreadableInputException)
        {
            return (KeyIndex.Empty, false); // the signing reads it again, and says what is wrong
        }
    }

    private static string ResponsesOf(ZoneConfiguration zone) =>
        zone.Bundles is { } directory && Directory.Exists(directory)
        ? string.Concat(ResponseDirectory.FilesOf(directory, zone.Name)
            .Select(file => Path.GetFileName(file) + FileStamp.Of(file))) : "";

    private string ChildrenOf(ZoneConfiguration zone)
    {
        if (zone.Children is not null)
        {
            return FileStamp.Of(ChildLedger.DueFile(State, zone));
        }

        return ChildFilesOf(zone);
    }

    /// <summary>Names, sizes and times of the files that have DS of a zone's children, as one text.</summary>
    internal string ChildFilesOf(ZoneConfiguration zone)
    {
        if (zone.ChildDs is not { } directory)
        {
            return "";
        }

        string suffix = zone.Name.IsRoot ? "." : $".{zone.Name}";
        return string.Concat(_children.GetOrAdd(directory,
            path => new Lazy<(string, string)[]>(() => ListChildren(path))).Value
            .Where(file => file.Name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            .Select(file => file.Name + file.Stamp));
    }

    private static (string Name, string Stamp)[] ListChildren(string path) => Directory.Exists(path)
        ? [.. Directory.GetFiles(path, "dsset-*").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileName(file), FileStamp.Of(file)))] : [];
}
