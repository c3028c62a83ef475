using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Tests.Contract;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Keys in every device that can be started here, through the contract of every signer.</summary>
[Collection(TokenStacks.Collection)]
public sealed class StackSignerTests : SignerContract, IDisposable
{
    private readonly List<OpenTokens> _opened = [];
    private TokenStack? _stack;

    public void Dispose() => _opened.ForEach(tokens => tokens.Dispose());

    [StackTheory(ByAlgorithm = true)]
    public void Sign_GivesSignaturesOfItsKeyInDnssecsForm(string stack, DnssecAlgorithm algorithm)
    {
        _stack = TokenStacks.Of(stack);
        SignsInDnssecsForm(algorithm);
    }

    [StackTheory(ByAlgorithm = true)]
    public void OpenSession_GivesEachThreadItsOwn(string stack, DnssecAlgorithm algorithm)
    {
        _stack = TokenStacks.Of(stack);
        GivesEachThreadASessionOfItsOwn(algorithm);
    }

    [StackTheory]
    public void Sign_LeavesTheRestOfTheBufferAlone(string stack)
    {
        _stack = TokenStacks.Of(stack);
        LeavesTheRestOfTheBufferAlone(DnssecAlgorithm.RSASHA256);
    }

    [StackTheory]
    public void Connect_ChoosesTheProfileByWhatTheTokenSaysOfItself(string stack)
    {
        _stack = TokenStacks.Of(stack);
        Assert.Equal(stack, Opened().Connect(_stack.Uri).Profile.Name);
    }

    protected override ISigner Open(DnssecAlgorithm algorithm)
    {
        (ZoneKey key, Pkcs11Uri uri) = _stack!.KeyOf(algorithm);
        return Opened().OpenSigner(key, uri);
    }

    private OpenTokens Opened()
    {
        _opened.Add(_stack!.Open());
        return _opened[^1];
    }
}
