namespace Reactor.Resources;

/// <summary>Where <c>${NAME}</c> and <c>{kind: Secret}</c> values come from.</summary>
/// <param name="Variable">Value of an environment variable, or null when it is not set.</param>
/// <param name="SecretsDirectory">Directory with one file <c>name/key</c> per secret, or null when there is none.</param>
public sealed record ResourceEnvironment(Func<string, string?> Variable, string? SecretsDirectory)
{
    /// <summary>Name of the environment variable that names the directory of secrets.</summary>
    public const string SecretsDirectoryVariable = "REACTOR_SECRETS_DIR";

    /// <summary>The environment of this process.</summary>
    public static ResourceEnvironment Process { get; } =
        new(Environment.GetEnvironmentVariable, Environment.GetEnvironmentVariable(SecretsDirectoryVariable));
}
