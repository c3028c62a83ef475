namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>What a run has read from descriptors, each of which may be a pipe that gives its secret once;
/// wiped when the process ends.</summary>
internal sealed class KeptSecrets
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Secret> _byDescriptor = [];

    /// <summary>Wipes them at the end.</summary>
    public KeptSecrets() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Wipe();

    /// <summary>Gives the secret of a descriptor, read at its first use.</summary>
    /// <param name="source">The descriptor.</param>
    /// <param name="what">What is asked for.</param>
    /// <param name="console">The run's console.</param>
    /// <exception cref="Diagnostics.UnreadableInputException">It cannot be read.</exception>
    public Secret Of(SecretFromDescriptor source, string what, ToolConsole console)
    {
        lock (_gate)
        {
            if (!_byDescriptor.TryGetValue(source.Descriptor, out Secret? secret))
            {
                secret = source.Read(what, console);
                _byDescriptor.Add(source.Descriptor, secret);
            }

            return secret;
        }
    }

    private void Wipe()
    {
        lock (_gate)
        {
            foreach (Secret secret in _byDescriptor.Values)
            {
                secret.Dispose();
            }
        }
    }
}
