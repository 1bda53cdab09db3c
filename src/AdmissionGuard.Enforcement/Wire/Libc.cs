using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AdmissionGuard.Enforcement.Wire;

/// <summary>The system calls that .NET does not offer.</summary>
internal static partial class Libc
{
    /// <summary>O_RDONLY.</summary>
    public const int ReadOnly = 0;

    /// <summary>O_CLOEXEC: a child process must not keep a pod's namespace.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>O_PATH: to name the thing, not to read it.</summary>
    public const int PathOnly = 0x200000;

    private const int NewNetwork = 0x40000000;

    /// <summary>open(2); an invalid handle when it fails.</summary>
    public static SafeFileHandle Open(string path, int flags) => OpenFile(path, flags);

    /// <summary>setns(2) with CLONE_NEWNET: moves the calling thread, and it alone.</summary>
    /// <exception cref="IOException">SYS_ADMIN is missing, or it is no network namespace.</exception>
    public static void EnterNetwork(SafeFileHandle network)
    {
        if (SetNamespace(network, NewNetwork) != 0)
        {
            throw new IOException($"cannot enter the network namespace: {LastError()}");
        }
    }

    /// <summary>What the last call that failed on this thread said.</summary>
    public static string LastError() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    /// <summary>Where a descriptor of a namespace leads: <c>net:[4026531840]</c>.</summary>
    public static string Identity(SafeFileHandle handle)
    {
        var link = $"/proc/self/fd/{handle.DangerousGetHandle()}";
        return new FileInfo(link).LinkTarget is { } target && target.StartsWith("net:", StringComparison.Ordinal)
            ? target
            : throw new IOException("it is no network namespace");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeFileHandle descriptor, int kind);
}
