namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The steps of recovery as options and the configuration name them: <c>new-process</c>.</summary>
public static class RecoveryStepText
{
    /// <summary>Gives the name.</summary>
    public static string Write(RecoveryStep step) => string.Concat(
        step.ToString().Select(
            (letter, place) =>
                (place > 0 && char.IsUpper(letter) ? "-" : "") + char.ToLowerInvariant(letter)));

    /// <summary>Reads a name.</summary>
    public static bool TryRead(string name, out RecoveryStep step)
    {
        RecoveryStep[] named = [.. Enum.GetValues<RecoveryStep>().Where(known => Write(known) == name)];
        step = named.FirstOrDefault();
        return named.Length == 1;
    }
}
