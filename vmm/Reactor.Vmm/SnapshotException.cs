namespace Reactor.Vmm;

/// <summary>A snapshot's file cannot be used: it is damaged, cut off, or belongs to another image, host or version.</summary>
public sealed class SnapshotException : Exception
{
    /// <param name="path">The file.</param>
    /// <param name="part">Where in it: "header", "state", "frame 12", ...</param>
    /// <param name="reason">What is wrong there.</param>
    /// <param name="remedy">How to mend it, as a sentence.</param>
    internal SnapshotException(string path, string part, string reason, string remedy)
        : base($"Snapshot '{path}' cannot be used: {part}: {reason}. {remedy}")
    {
        SnapshotPath = path;
        Part = part;
    }

    /// <summary>The file.</summary>
    public string SnapshotPath { get; }

    /// <summary>Where in it: "header", "state", "frame 12".</summary>
    public string Part { get; }
}
