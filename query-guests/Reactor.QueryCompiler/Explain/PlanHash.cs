using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Reactor.QueryRuntime.Loop;

namespace Reactor.QueryCompiler.Explain;

/// <summary>What a query's stored state and epoch belong to: SHA-256 over its printed plan and the version of the runtime's state.</summary>
internal static class PlanHash
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    internal static string Of(string printedPlan)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"runtime {RuntimeAbi.Version}\n{printedPlan}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
