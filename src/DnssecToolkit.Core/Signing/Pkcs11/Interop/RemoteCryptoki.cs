using System.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>A module in a child process, or behind threads of this one: each function is a question through a
/// pipe, with a deadline.</summary>
/// <remarks>A child that hangs is ended; from then on every function gives <see cref="ReturnValue.HostHung"/>
/// or <see cref="ReturnValue.HostGone"/> until <see cref="Replace"/>.</remarks>
internal sealed partial class RemoteCryptoki : ICryptoki, IDisposable
{
    // A slow token answers with what it has: its deadline is for one signature and not for as many as it was
    // asked for.
    private static readonly TimeSpan LongestSigning = TimeSpan.FromSeconds(1);

    private readonly TokenHosting _hosting;
    private readonly string _module;
    private TokenHostProcess _host;

    private RemoteCryptoki(TokenHosting hosting, string module)
    {
        _hosting = hosting;
        _module = module;
        _host = TokenHostProcess.Start(hosting, module);
    }

    /// <summary>Loads a module in a child process.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The process does not start, or cannot load the
    /// module.</exception>
    public static RemoteCryptoki Load(TokenHosting hosting, string module) => new(hosting, module);

    /// <summary>Whether the child has given up the network.</summary>
    public bool IsNetworkClosed { get; private set; }

    /// <summary>Lets the child give up the network, once and for all.</summary>
    /// <returns>CKR_FUNCTION_NOT_SUPPORTED where the system does not let it.</returns>
    public ReturnValue CloseNetwork()
    {
        if (IsNetworkClosed)
        {
            return ReturnValue.CKR_OK;
        }

        ReturnValue closed = Ask(HostOperation.CloseNetwork, _ => { });
        IsNetworkClosed = closed.IsOk;
        return closed;
    }

    /// <summary>Ends the child and starts another, in which the module is loaded and not
    /// initialised.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The process does not start, or cannot load the
    /// module.</exception>
    public void Replace()
    {
        _host.Kill(ReturnValue.HostGone);
        _host.Dispose();
        IsNetworkClosed = false;
        _host = TokenHostProcess.Start(_hosting, _module);
    }

    /// <summary>Ends the child at once: for one whose calls do not come back.</summary>
    public void Abandon() => _host.Kill(ReturnValue.HostGone);

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    /// <inheritdoc/>
    public ReturnValue Initialize() => Ask(HostOperation.Initialize, _ => { });

    /// <inheritdoc/>
    public ReturnValue End() => Ask(HostOperation.End, _ => { });

    /// <inheritdoc/>
    public ReturnValue GetInfo(out CkInfo info) => AskFor(HostOperation.GetInfo, _ => { }, out info);

    /// <inheritdoc/>
    public ReturnValue GetSlotList(out nuint[] slots) =>
        AskForNumbers(HostOperation.GetSlotList, _ => { }, out slots);

    /// <inheritdoc/>
    public ReturnValue GetTokenInfo(nuint slot, out CkTokenInfo info) =>
        AskFor(HostOperation.GetTokenInfo, asked => asked.Number(slot), out info);

    /// <inheritdoc/>
    public ReturnValue GetMechanismList(nuint slot, out nuint[] mechanisms) =>
        AskForNumbers(HostOperation.GetMechanismList, asked => asked.Number(slot), out mechanisms);

    /// <inheritdoc/>
    public ReturnValue GetMechanismInfo(nuint slot, nuint mechanism, out CkMechanismInfo info) =>
        AskFor(HostOperation.GetMechanismInfo, asked => asked.Number(slot).Number(mechanism), out info);

    /// <inheritdoc/>
    public ReturnValue OpenSession(nuint slot, nuint flags, out nuint session) =>
        AskFor(HostOperation.OpenSession, asked => asked.Number(slot).Number(flags), out session);

    /// <inheritdoc/>
    public ReturnValue CloseSession(nuint session) =>
        Ask(HostOperation.CloseSession, asked => asked.Number(session));

    /// <inheritdoc/>
    public ReturnValue Login(nuint session, nuint user, ReadOnlySpan<byte> pin)
    {
        using SecretCopy copy = new(pin);
        return Ask(HostOperation.Login, asked => asked.Number(session).Number(user).Octets(copy.Octets));
    }

    /// <inheritdoc/>
    public ReturnValue FindObjects(nuint session, AttributeTemplate template, out nuint[] objects) =>
        AskForNumbers(HostOperation.FindObjects, asked => asked.Number(session).Template(template),
            out objects);

    /// <inheritdoc/>
    public ReturnValue GetAttributeValue(nuint session, nuint target, nuint type, out byte[] value) =>
        AskForOctets(
            HostOperation.GetAttributeValue, asked =>
                asked.Number(session).Number(target).Number(type), out value);

    /// <inheritdoc/>
    public ReturnValue SignMany(nuint session, nuint mechanism, nuint key, RawSignatures batch)
    {
        int first = batch.Done;
        int size = Math.Clamp(batch.AskedAtOnce, 1, Math.Max(1, batch.Count - first));
        int patience = (int)Math.Min(LongestSigning.TotalMilliseconds,
            (_hosting.CallDeadline / 4).TotalMilliseconds);
        ReturnValue result = ReturnValue.CKR_OK;
        bool hasGap = false; // what comes after an answer that is not whole is made again
        ReturnValue reached = _host.Exchange(
            HostOperation.SignMany, (batch.Count - first + size - 1) / size, Write, _hosting.CallDeadline,
            Took);
        return result == ReturnValue.HostGarbled ? Garbled() : reached.IsOk ? result : reached;

        bool Took(byte[] body)
        {
            if (hasGap || !result.IsOk)
            {
                return false;
            }

            int asked = Math.Min(size, batch.Count - batch.Done);
            int before = batch.Done;
            result = Take(body, batch, asked);
            hasGap = batch.Done - before < asked;
            return result.IsOk && !hasGap && Stopwatch.GetTimestamp() < batch.Ends;
        }

        void Write(int number, FrameWriter asked)
        {
            int from = first + (number * size);
            int count = Math.Min(size, batch.Count - from);
            _ = asked.Number(session).Number(mechanism).Number(key).Short(count).Short(patience);
            for (int i = from; i < from + count; i++)
            {
                _ = asked.Octets(batch.DataAt(i));
            }
        }
    }

    // The signatures of one answer: as many as were asked for, some of them from a slow token, or fewer and
    // why.
    private static ReturnValue Take(byte[] body, RawSignatures batch, int asked)
    {
        FrameReader answer = new(body);
        ReturnValue result = new(answer.Number());
        int made = answer.Short();
        bool isInOrder = result.IsOk ? made > 0 && made <= asked : made < asked;
        for (int i = 0; i < made && isInOrder; i++)
        {
            batch.AddSignature(answer.Octets(RawSignatures.LongestSignature));
        }

        return isInOrder && answer.IsWhole ? result : ReturnValue.HostGarbled;
    }

    /// <inheritdoc/>
    public ReturnValue GenerateKeyPair(
        nuint session, nuint mechanism, AttributeTemplate publicHalf, AttributeTemplate privateHalf,
        out nuint publicKey, out nuint privateKey)
    {
        ReturnValue result = AskFor(
            HostOperation.GenerateKeyPair,
            asked => asked.Number(session).Number(mechanism).Template(publicHalf).Template(privateHalf),
            out (nuint Public, nuint Private) made);
        (publicKey, privateKey) = made;
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue DestroyObject(nuint session, nuint target) =>
        Ask(HostOperation.DestroyObject, asked => asked.Number(session).Number(target));

    /// <inheritdoc/>
    public ReturnValue GenerateRandom(nuint session, Span<byte> octets)
    {
        int count = octets.Length;
        ReturnValue result =
            AskForOctets(HostOperation.GenerateRandom, asked => asked.Number(session).Short(count),
                out byte[] random);
        if (result.IsOk && random.Length != count)
        {
            return Garbled();
        }

        random.CopyTo(octets);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(random);
        return result;
    }

    private ReturnValue Ask(HostOperation operation, Action<FrameWriter> write)
    {
        ReturnValue result = Exchange(operation, write, out byte[] octets);
        return result.IsOk && octets.Length != sizeof(ulong) ? Garbled() : Result(result, octets);
    }

    private ReturnValue AskFor<T>(HostOperation operation, Action<FrameWriter> write, out T value)
        where T : unmanaged
    {
        value = default;
        ReturnValue reached = Exchange(operation, write, out byte[] octets);
        if (!reached.IsOk)
        {
            return reached;
        }

        FrameReader answer = new(octets);
        ReturnValue result = new(answer.Number());
        value = answer.Structure<T>();
        return answer.IsWhole ? result : Garbled();
    }

    private ReturnValue AskForNumbers(HostOperation operation, Action<FrameWriter> write, out nuint[] values)
    {
        values = [];
        ReturnValue reached = Exchange(operation, write, out byte[] octets);
        if (!reached.IsOk)
        {
            return reached;
        }

        FrameReader answer = new(octets);
        ReturnValue result = new(answer.Number());
        values = answer.Numbers(HostCalls.MostNumbers);
        return answer.IsWhole ? result : Garbled();
    }

    private ReturnValue AskForOctets(HostOperation operation, Action<FrameWriter> write, out byte[] value)
    {
        value = [];
        ReturnValue reached = Exchange(operation, write, out byte[] octets);
        if (!reached.IsOk)
        {
            return reached;
        }

        FrameReader answer = new(octets);
        ReturnValue result = new(answer.Number());
        value = answer.Octets(AttributeTemplate.LongestValue).ToArray();
        return answer.IsWhole ? result : Garbled();
    }

    private ReturnValue Exchange(HostOperation operation, Action<FrameWriter> write, out byte[] octets) =>
        _host.Exchange(
        operation, write, IsSlow(operation)
            ? _hosting.GenerationDeadline : _hosting.CallDeadline, out octets);

    private static bool IsSlow(HostOperation operation) =>
        operation is HostOperation.GenerateKeyPair or HostOperation.InitToken or HostOperation.CreateObject
            or HostOperation.UnwrapKey;

    private static ReturnValue Result(ReturnValue reached, byte[] octets) =>
        reached.IsOk ? new ReturnValue(new FrameReader(octets).Number()) : reached;

    private ReturnValue Garbled()
    {
        _host.Kill(ReturnValue.HostGarbled);
        return ReturnValue.HostGarbled;
    }
}
