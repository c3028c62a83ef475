namespace DnssecToolkit.Interop.Tokens.Stacks;

/// <summary>All tests with tokens, one after the other; at their end the daemons are stopped.</summary>
[CollectionDefinition(TokenStacks.Collection)]
public sealed class TokenStacksCollection : ICollectionFixture<TokenStacksCollection.Lifetime>
{
    /// <summary>Lives as long as the tests.</summary>
    public sealed class Lifetime : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => TokenStacks.StopAll();
    }
}
