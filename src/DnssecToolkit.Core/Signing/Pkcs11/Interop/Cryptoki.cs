using System.Runtime.InteropServices;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>One PKCS#11 module: its functions, called through its CK_FUNCTION_LIST.</summary>
/// <remarks>The one place that hands pointers to a module. Every method gives the module's return value; none
/// throws for it. The library is never unloaded: modules leave threads and exit handlers behind that run in
/// it.</remarks>
internal sealed unsafe partial class Cryptoki : ICryptoki
{
    private readonly nint* _functions;

    private Cryptoki(nint* functions) => _functions = functions;

    /// <summary>Loads a module.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="KeyUnavailableException">It cannot be loaded, or is no PKCS#11 module.</exception>
    public static Cryptoki Load(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (DllNotFoundException fault)
        {
            throw new KeyUnavailableException(
                $"{path}: the PKCS#11 module cannot be loaded: {LoaderText(fault, path)}",
                "see that the path is right and that the libraries it needs are installed (`ldd` shows them)",
                fault);
        }
        catch (BadImageFormatException fault)
        {
            throw new KeyUnavailableException(
                $"{path}: not a shared library of this machine's kind", "see `file` for what it is", fault);
        }

        if (!NativeLibrary.TryGetExport(library, "C_GetFunctionList", out nint export))
        {
            throw new KeyUnavailableException($"{path}: no PKCS#11 module: it has no C_GetFunctionList");
        }

        nint* functions = null;
        CULong result = ((delegate* unmanaged[Cdecl]<nint**, CULong>)export)(&functions);
        return result.Value == 0 && functions is not null
            ? new Cryptoki(functions)
            : throw new KeyUnavailableException(
                $"{path}: C_GetFunctionList gives {new ReturnValue(result.Value)}");
    }

    // The runtime's own advice comes first, then what the system's loader says.
    private static string LoaderText(DllNotFoundException fault, string path)
    {
        string[] lines = fault.Message.Split('\n', StringSplitOptions.TrimEntries
            | StringSplitOptions.RemoveEmptyEntries);
        string said = lines[Math.Min(1, lines.Length - 1)].TrimEnd('.');
        return said.StartsWith(path + ": ", StringComparison.Ordinal) ? said[(path.Length + 2)..] : said;
    }

    /// <inheritdoc/>
    public ReturnValue Initialize()
    {
        CkInitializeArguments arguments = new() { Flags = new CULong(Ck.CKF_OS_LOCKING_OK) };
        return new(((delegate* unmanaged[Cdecl]<CkInitializeArguments*, CULong>)At(
            CryptokiFunction.C_Initialize))(&arguments).Value);
    }

    /// <inheritdoc/>
    public ReturnValue End() =>
        new(((delegate* unmanaged[Cdecl]<nint, CULong>)At(CryptokiFunction.C_Finalize))(0).Value);

    /// <inheritdoc/>
    public ReturnValue GetInfo(out CkInfo info)
    {
        fixed (CkInfo* place = &info)
        {
            *place = default;
            return new(((delegate* unmanaged[Cdecl]<CkInfo*,
                CULong>)At(CryptokiFunction.C_GetInfo))(place).Value);
        }
    }

    /// <inheritdoc/>
    public ReturnValue GetSlotList(out nuint[] slots)
    {
        var function = (delegate* unmanaged[Cdecl]<byte, CULong*, CULong*,
            CULong>)At(CryptokiFunction.C_GetSlotList);
        return Listed((places, count) => new(function(1, (CULong*)places, (CULong*)count).Value), out slots);
    }

    /// <inheritdoc/>
    public ReturnValue GetTokenInfo(nuint slot, out CkTokenInfo info)
    {
        fixed (CkTokenInfo* place = &info)
        {
            *place = default;
            return new(((delegate* unmanaged[Cdecl]<CULong, CkTokenInfo*,
                CULong>)At(CryptokiFunction.C_GetTokenInfo))(
                new CULong(slot), place).Value);
        }
    }

    /// <inheritdoc/>
    public ReturnValue GetMechanismList(nuint slot, out nuint[] mechanisms)
    {
        var function =
            (delegate* unmanaged[Cdecl]<CULong, CULong*, CULong*,
                CULong>)At(CryptokiFunction.C_GetMechanismList);
        return Listed(
            (places, count) =>
                new(function(new CULong(slot), (CULong*)places, (CULong*)count).Value), out mechanisms);
    }

    /// <inheritdoc/>
    public ReturnValue GetMechanismInfo(nuint slot, nuint mechanism, out CkMechanismInfo info)
    {
        fixed (CkMechanismInfo* place = &info)
        {
            *place = default;
            return new(((delegate* unmanaged[Cdecl]<CULong, CULong, CkMechanismInfo*, CULong>)At(
                CryptokiFunction.C_GetMechanismInfo))(
                new CULong(slot), new CULong(mechanism), place).Value);
        }
    }

    // CK_VERSION and its padding take one pointer's room
    private nint At(CryptokiFunction function) => _functions[1 + (int)function];

    // First the number, then the list, which may have grown in between.
    private static ReturnValue Listed(Func<nint, nint, ReturnValue> call, out nuint[] values)
    {
        values = [];
        while (true)
        {
            nuint count = 0;
            ReturnValue counted = call(0, (nint)(&count));
            if (counted != ReturnValue.CKR_OK || count == 0)
            {
                return counted;
            }

            nuint[] places = new nuint[count];
            ReturnValue listed;
            fixed (nuint* first = places)
            {
                listed = call((nint)first, (nint)(&count));
            }

            if (listed != ReturnValue.CKR_BUFFER_TOO_SMALL)
            {
                values = listed == ReturnValue.CKR_OK ? places[..(int)count] : [];
                return listed;
            }
        }
    }
}
