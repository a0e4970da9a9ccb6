namespace Dhmad.Embedded;

/// <summary>The reminders of all grains of this host.</summary>
internal interface IReminders
{
    Task<IGrainReminder> RegisterAsync(GrainId grain, string name, TimeSpan dueTime, TimeSpan period);

    Task UnregisterAsync(GrainId grain, IGrainReminder reminder);

    Task<IGrainReminder?> GetAsync(GrainId grain, string name);

    Task<List<IGrainReminder>> ListAsync(GrainId grain);
}
