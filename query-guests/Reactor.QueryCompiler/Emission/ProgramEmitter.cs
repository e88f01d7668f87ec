using System.Globalization;

namespace Reactor.QueryCompiler.Emission;

/// <summary>Writes what joins the queries of one assembly: a factory by number, and the entry point of a native guest.</summary>
internal static class ProgramEmitter
{
    /// <summary>Namespace of everything generated.</summary>
    internal const string Namespace = "Reactor.Queries";

    /// <summary>Name of the class with the factory.</summary>
    internal const string FactoryClass = "QuerySet";

    /// <summary>Name of the factory: number in, opened by the caller.</summary>
    internal const string FactoryMethod = "Create";

    /// <summary>The factory.</summary>
    /// <param name="queries">Number of queries.</param>
    internal static string EmitFactory(int queries)
    {
        var writer = new CodeWriter();
        writer.Line("using System;");
        writer.Line("using Reactor.QueryRuntime.Loop;");
        writer.Line($"namespace {Namespace};");
        writer.Open($"public static class {FactoryClass}");
        writer.Open($"public static CompiledQuery {FactoryMethod}(int number)");
        writer.Open("switch (number)");
        for (var number = 0; number < queries; number++)
        {
            writer.Line(string.Create(CultureInfo.InvariantCulture, $"case {number}: return new {QueryEmitter.ClassName(number)}();"));
        }

        writer.Line("default: throw new ArgumentOutOfRangeException(nameof(number));");
        writer.Close();
        writer.Close();
        writer.Close();
        return writer.ToString();
    }

    /// <summary>The entry point of a native guest.</summary>
    internal static string EmitMain()
    {
        var writer = new CodeWriter();
        writer.Line($"namespace {Namespace};");
        writer.Open("public static class Program");
        writer.Line($"public static void Main() => Reactor.GuestSdk.QueryGuest.Run({FactoryClass}.{FactoryMethod});");
        writer.Close();
        return writer.ToString();
    }
}
