using System.Diagnostics;
using System.Text.Json;
using Reactor.Testing.EventHubs;

namespace Reactor.Ingest.EventHubs.Tests;

/// <summary>
/// Runs official-client.js on Node.js. The client comes from npm when the test runs, into <c>artifacts/</c>. Without Node.js or npm the test is
/// skipped, unless <c>REQUIRE_NODE=1</c>.
/// </summary>
internal static class OfficialClient
{
    private const string Package = "@azure/event-hubs@6.0.4";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Runs the script and parses the line it prints.</summary>
    public static async Task<JsonElement> RunAsync(EventHubServer server, int events)
    {
        var directory = await InstallAsync();
        var script = Path.Combine(directory, "official-client.js");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "official-client.js"), script, overwrite: true);
        var printed = await StartAsync("node", directory, script, server.ConnectionString, server.Hub, events.ToString());
        return JsonDocument.Parse(printed).RootElement;
    }

    private static async Task<string> InstallAsync()
    {
        var missing = new[] { "node", "npm" }.Where(program => !IsOnPath(program)).ToList();
        if (missing.Count > 0)
        {
            Environment.GetEnvironmentVariable("REQUIRE_NODE").Should().NotBe("1", "{0} must be installed here", string.Join(" and ", missing));
            Assert.Skip($"{string.Join(" and ", missing)} not found: the official Event Hubs client was not run");
        }

        // artifacts/bin/<project>/<configuration>/ is where the test runs.
        var directory = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "node", "event-hubs"));
        if (!Directory.Exists(Path.Combine(directory, "node_modules", "@azure", "event-hubs")))
        {
            Directory.CreateDirectory(directory);
            await File.WriteAllTextAsync(Path.Combine(directory, "package.json"), "{\"private\":true}");
            await StartAsync("npm", directory, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", Package);
        }

        return directory;
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program)));

    private static async Task<string> StartAsync(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var printed = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.ExitCode.Should().Be(0, "{0} {1} said: {2} {3}", program, arguments[0], await printed, await errors);
        return await printed;
    }
}
