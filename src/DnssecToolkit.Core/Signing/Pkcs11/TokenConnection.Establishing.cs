using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <content>How a token is found among those of its module, and logged in: the first time, and after a step
/// of recovery.</content>
public sealed partial class TokenConnection
{
    private TokenFault? EstablishAlone() => Search() ?? LogInto(Token);

    // After a start a token may take its time to be seen.
    private TokenFault? Establish(Func<TimeSpan> left)
    {
        TokenFault? fault = null;
        foreach (TimeSpan pause in RecoveryLadder.SearchPauses)
        {
            if (fault is not null && left() < pause)
            {
                break;
            }

            _use.Hosting.Pause(pause);
            fault = Search();
            if (fault is null)
            {
                return LogInto(Token);
            }

            if (_module.Running.Restart() is { } broken)
            {
                return broken;
            }
        }

        return fault;
    }

    private TokenFault? Search()
    {
        ReturnValue listed = _module.TryListTokens(out IReadOnlyList<Pkcs11Token> present);
        if (!listed.IsOk)
        {
            return TokenFault.Of(listed, $"{ModulePath} cannot list its slots");
        }

        Pkcs11Token[] fitting = [.. present.Where(token => token.Fits(_uri) && token.IsInitialized)];
        if (fitting.Length > 1)
        {
            throw new UsageException(
                $"{_uri}: {fitting.Length} tokens in {ModulePath} fit",
                "name the one by label and serial; `keyall token list` shows them");
        }

        if (fitting.Length == 1)
        {
            Token = fitting[0];
            return null;
        }

        string others =
            string.Join(", ", present.Where(token => token.IsInitialized)
                .Select(token => $"\"{token.Label}\""));
        return new TokenFault(
            $"no such token in {ModulePath}" + (others.Length > 0 ? $", only {others}" : ", nor any other"),
            "put it in, see that its daemon runs, and that this user may use it", RecoveryStep.RestartModule);
    }

    private TokenFault? LogInto(Pkcs11Token token)
    {
        Token = token;
        Profile = _use.Profile ?? DeviceProfiles.For(token);
        _idle.Clear();
        _open = 0;
        _epoch = _module.Running.Epoch;
        if (_module.Running.Confine(Profile) is { } open)
        {
            return open;
        }

        if (TokenFault.Unless(OpenSession(Profile.Session, out _anchor),
            "cannot open a session") is { } fault)
        {
            return fault;
        }

        if (token.NeedsLogin
            && TokenLogin.Login(Functions, Asked(token), Profile, _anchor, _pin, _use) is { } refused)
        {
            return refused;
        }

        _measured = TokenRates.OfToken(_use.StateDirectory, token);
        UsefulSessions = CountUsefulSessions();
        _free = new SemaphoreSlim(UsefulSessions);
        return null;
    }

    // The state of the PIN may have changed since the first time.
    private Pkcs11Token Asked(Pkcs11Token token) => (Generation > 0 || _pin.WasTried)
        && Functions.GetTokenInfo((nuint)token.Slot, out CkTokenInfo info).IsOk
            ? Pkcs11Token.Of((nuint)token.Slot, info) : token;
}
