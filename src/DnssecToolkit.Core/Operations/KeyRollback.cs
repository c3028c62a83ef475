using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Operations;

/// <summary>Takes keys out of a device again after a failure, whatever kind that was: an operator's Ctrl-C too.</summary>
internal static class KeyRollback
{
    /// <summary>Takes them out.</summary>
    /// <param name="cause">What failed; whoever calls throws it on.</param>
    /// <param name="takesBack">Takes the keys out.</param>
    /// <exception cref="KeyUnavailableException">They could not be taken out, and are in the device.</exception>
    internal static void After(Exception cause, Action takesBack)
    {
        try
        {
            takesBack();
        }
        catch (ToolkitException failure)
        {
            string what = cause is OperationCanceledException ? "interrupted" : cause.Message;
            throw new KeyUnavailableException(
                $"{what}; and keys that were put in could not be taken out again: {failure.Message}",
                "`keyall token probe` shows what is in the token; remove what is new", cause);
        }
    }
}
