using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.CommandLine;

/// <summary>A standard stream that may be closed or full: each failure to write goes to one place.</summary>
/// <param name="inner">The stream.</param>
/// <param name="onFailure">Takes what was thrown; returns where nothing can be done.</param>
[SuppressMessage("Reliability", "CA2213", Justification = "The process's own stream is not ours to close.")]
internal sealed class GuardedWriter(TextWriter inner, Action<Exception> onFailure) : TextWriter
{
    /// <inheritdoc/>
    public override System.Text.Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(() => inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) =>
        Guard(() => inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Flush() => Guard(inner.Flush);

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            onFailure(failure);
        }
    }
}
