namespace Dhmad.Api.Settings;

/// <summary>A setting that cannot be used; the message is one sentence for whoever starts the process.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException()
    {
    }

    public SettingsException(string message)
        : base(message)
    {
    }

    public SettingsException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
