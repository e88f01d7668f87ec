using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reactor.Testing.EventHubs;

/// <summary>Checks shared access signatures as the service does: signed with the key, for this resource, not expired.</summary>
internal sealed class SharedAccessTokens(string keyName, string key)
{
    private const string Scheme = "SharedAccessSignature ";

    /// <summary>When a token ends, if it is good for an audience.</summary>
    /// <param name="token"><c>SharedAccessSignature sr=...&amp;sig=...&amp;se=...&amp;skn=...</c>.</param>
    /// <param name="audience">What the client wants to use it for.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="reason">Why it is refused.</param>
    public bool TryCheck(string token, string audience, out DateTimeOffset expiresAt, out string reason)
    {
        expiresAt = default;
        if (!token.StartsWith(Scheme, StringComparison.Ordinal))
        {
            reason = "not a shared access signature";
            return false;
        }

        var fields = token[Scheme.Length..].Split('&').Select(field => field.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{fields["sr"]}\n{fields["se"]}"));
        expiresAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields["se"], CultureInfo.InvariantCulture));
        reason = Uri.UnescapeDataString(fields["skn"]) != keyName ? "unknown key name"
            : Uri.UnescapeDataString(fields["sig"]) != Convert.ToBase64String(signed) ? "wrong signature"
            : !audience.StartsWith(Uri.UnescapeDataString(fields["sr"]), StringComparison.OrdinalIgnoreCase) ? "signed for another resource"
            : expiresAt <= DateTimeOffset.UtcNow ? "expired"
            : "";
        return reason.Length == 0;
    }
}
