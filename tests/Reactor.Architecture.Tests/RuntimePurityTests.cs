using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Reactor.Cypher;
using Reactor.QueryRuntime.Loop;

namespace Reactor.Architecture.Tests;

/// <summary>
/// What compiled queries run on must run on a bare virtual CPU and give the same results on each run: the compiled assembly is read,
/// not the source.
/// </summary>
public sealed class RuntimePurityTests
{
    /// <summary>Types and, with a dot and a lower-case accessor or a method behind them, members that reach outside or differ from run to run.</summary>
    private static readonly string[] Forbidden =
    [
        "System.Console",
        "System.Threading.Thread",
        "System.Threading.ThreadPool",
        "System.Threading.Timer",
        "System.Threading.Monitor",
        "System.Threading.Lock",
        "System.Threading.Tasks.Task",
        "System.Threading.Tasks.Task`1",
        "System.Threading.Tasks.Parallel",
        "System.IO.File",
        "System.IO.FileStream",
        "System.IO.FileInfo",
        "System.IO.Directory",
        "System.IO.DirectoryInfo",
        "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch",
        "System.Random",
        "System.TimeProvider",
        "System.HashCode",
        "System.Security.Cryptography.RandomNumberGenerator",
        "System.DateTime.get_Now",
        "System.DateTime.get_UtcNow",
        "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid",
        "System.Environment.get_TickCount",
        "System.Environment.get_TickCount64",
        "System.Environment.GetEnvironmentVariable",
        "System.Type.GetType",
        "System.Type.GetMethod",
        "System.Type.GetMethods",
        "System.Type.GetField",
        "System.Type.GetFields",
        "System.Type.GetProperty",
        "System.Type.GetProperties",
        "System.Type.MakeGenericType",
    ];

    private static readonly string[] ForbiddenNamespaces = ["System.Net", "System.Linq.Expressions", "System.Reflection.Emit", "System.IO.Pipes"];

    [Fact]
    public void Query_runtime_calls_no_native_code()
    {
        using var file = Open(typeof(CompiledQuery));
        var metadata = file.GetMetadataReader();

        metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => method.Attributes.HasFlag(System.Reflection.MethodAttributes.PinvokeImpl))
            .Select(method => metadata.GetString(method.Name))
            .Should().BeEmpty();
    }

    [Theory]
    [InlineData(typeof(CompiledQuery))]
    [InlineData(typeof(CypherCompiler))]
    public void Nothing_reaches_outside_the_process_or_differs_from_run_to_run(Type type)
    {
        using var file = Open(type);

        var used = Used(file.GetMetadataReader()).ToHashSet(StringComparer.Ordinal);

        used.Should().Contain("System.Object", "otherwise the metadata was not read");
        used.Intersect(Forbidden).Should().BeEmpty();
        used.Where(name => Array.Exists(ForbiddenNamespaces, space => name.StartsWith(space + ".", StringComparison.Ordinal))).Should().BeEmpty();
    }

    [Fact]
    public void Forbidden_uses_would_be_seen()
    {
        Environment.GetEnvironmentVariable("NOT_SET").Should().BeNull();
        Console.Out.Should().NotBeNull();
        using var file = Open(typeof(RuntimePurityTests));

        var used = Used(file.GetMetadataReader());

        used.Should().Contain("System.Console").And.Contain("System.Environment.GetEnvironmentVariable");
    }

    private static PEReader Open(Type type) => new(File.OpenRead(type.Assembly.Location));

    /// <summary>Every type the assembly refers to, and every member of one.</summary>
    private static IEnumerable<string> Used(MetadataReader metadata)
    {
        foreach (var handle in metadata.TypeReferences)
        {
            yield return Name(metadata, handle);
        }

        foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                yield return $"{Name(metadata, (TypeReferenceHandle)member.Parent)}.{metadata.GetString(member.Name)}";
            }
        }
    }

    private static string Name(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }
}
