using Reactor.Contracts.Resources;

namespace Reactor.Resources;

/// <summary>Names of resources: they become parts of result ids, topics and file names.</summary>
internal static class ResourceName
{
    /// <summary>What a name may look like, as the end of a sentence.</summary>
    public const string Rule = "may have letters, digits and . _ - only, and begins with a letter or digit";

    private const int MaxLength = 200;

    /// <summary>Whether a name is allowed: ASCII letters, digits, <c>. _ -</c>, 1 to 200 of them, a letter or digit first.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Reads and checks the name of a resource; empty when it is missing.</summary>
    public static string Read(SettingsReader document)
    {
        var name = document.RequiredText("name");
        if (name.Length > 0 && !IsValid(name))
        {
            document.Problem("name", name.Length > MaxLength ? $"name is longer than {MaxLength} characters" : $"name \"{name}\" {Rule}");
        }

        return name;
    }
}
