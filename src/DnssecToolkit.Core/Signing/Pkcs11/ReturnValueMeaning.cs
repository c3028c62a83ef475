namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>One CKR_ value: a row of the table.</summary>
/// <param name="Number">The value.</param>
/// <param name="Name">Its name in the standard.</param>
/// <param name="Meaning">What it says, as a clause.</param>
/// <param name="Advice">What to try, or null where it is never the operator's to mend.</param>
internal sealed record ReturnValueMeaning(nuint Number, string Name, string Meaning, string? Advice);
