using System.Security.Cryptography;
using System.Text;

namespace Reactor.Ingest.EventHubs.Protocol;

/// <summary>Shared access signatures (Azure: "Generate a shared access signature token").</summary>
internal static class SharedAccessToken
{
    /// <summary>A token for one resource: <c>SharedAccessSignature sr=...&amp;sig=...&amp;se=...&amp;skn=...</c>.</summary>
    /// <param name="resource">URI of what it opens.</param>
    /// <param name="keyName">Name of the key.</param>
    /// <param name="key">The key, whose text is what signs.</param>
    /// <param name="expiresAt">When it ends, to the second.</param>
    public static string Create(string resource, string keyName, string key, DateTimeOffset expiresAt)
    {
        var escaped = Uri.EscapeDataString(resource);
        var expiry = expiresAt.ToUnixTimeSeconds();
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{escaped}\n{expiry}"));
        return $"SharedAccessSignature sr={escaped}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn={Uri.EscapeDataString(keyName)}";
    }
}
