namespace Reactor.Vmm.Snapshots;

/// <summary>What to do about a file that cannot be used, as sentences for messages.</summary>
internal static class SnapshotRemedy
{
    internal const string Remake = "Delete it and take the snapshot again, or boot the image.";
    internal const string SameImage = "Give the image it was taken from, or boot this one and take a new snapshot.";
    internal const string SameLimits = "Give the limits it was taken with, or boot the image with these and take a new snapshot.";
    internal const string SameHost = "Load it on a host with these features, or boot the image here and take a new snapshot.";
    internal const string SameVersion = "Boot the image with this version and take a new snapshot.";
    internal const string SameBase = "Give the base it was saved against, or save it again without one.";
}
