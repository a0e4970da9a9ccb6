namespace Dhmad.Embedded.Tests;

public sealed class Settings
{
    public string Colour { get; set; } = "grey";

    public int[] Sizes { get; set; } = [];
}

public interface ISettingsGrain : IGrainWithStringKey
{
    Task<(string Colour, string? Etag, bool Exists)> Show();

    Task Paint(string colour);

    Task PaintTwiceAtOnce(string first, string second);

    Task PaintInVain(string colour);

    Task Clear();

    Task Reread();

    Task<string?> Second();
}

public sealed class SettingsGrain(
    [PersistentState("settings-main")] IPersistentState<Settings> main,
    Stage stage,
    [PersistentState("settings-second")] IPersistentState<Settings> second) : Grain, ISettingsGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        stage.Note($"activates {main.State.Colour}");
        return Task.CompletedTask;
    }

    public Task<(string Colour, string? Etag, bool Exists)> Show() =>
        Task.FromResult((main.State.Colour, main.Etag, main.RecordExists));

    public Task Paint(string colour)
    {
        main.State.Colour = colour;
        return main.WriteStateAsync();
    }

    public async Task PaintTwiceAtOnce(string first, string second)
    {
        var painting = Paint(first);
        await Task.WhenAll(painting, Paint(second));
    }

    /// <summary>Paints, and keeps the storage's exception to itself.</summary>
    public async Task PaintInVain(string colour)
    {
        try
        {
            await Paint(colour);
        }
        catch (OrleansException)
        {
            stage.Note("in vain");
        }
    }

    public Task Clear() => main.ClearStateAsync();

    public Task Reread() => main.ReadStateAsync();

    public Task<string?> Second() => Task.FromResult(second.Etag);
}
