namespace Reactor.EndToEnd.Tests.Support;

/// <summary>Where things are in the checkout that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>A folder below <c>samples</c>, found from the tests' folder upwards.</summary>
    internal static string Sample(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var sample = Path.Combine(folder.FullName, "samples", name);
            if (File.Exists(Path.Combine(folder.FullName, "Reactor.sln")) && Directory.Exists(sample))
            {
                return sample;
            }
        }

        throw new DirectoryNotFoundException($"samples/{name} is not in any folder above the tests");
    }
}
