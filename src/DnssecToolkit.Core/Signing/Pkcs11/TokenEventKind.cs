namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What can be told of a module or token while it works.</summary>
public enum TokenEventKind
{
    /// <summary>The module printed a line.</summary>
    Printed,

    /// <summary>Something failed, and a step of recovery is being tried.</summary>
    Recovering,

    /// <summary>Something that the operator should look at, and that does not stop the run.</summary>
    Remark,
}
