namespace Dhmad.Api.Http;

/// <summary>What a door asks for.</summary>
public enum Credential
{
    None,
    ApiKey,
    DeveloperToken,
}
