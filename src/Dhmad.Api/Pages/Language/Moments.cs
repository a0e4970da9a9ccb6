using System.Globalization;

namespace Dhmad.Api.Pages.Language;

/// <summary>Moments as a person reads them: in Tunis time, and saying so.</summary>
public sealed class Moments(Texts texts)
{
    private static readonly TimeZoneInfo Zone = FindZone();

    private readonly string[] months = texts["date.months"].Split('|');

    /// <summary><c>1 September 2026, 10:00 (Tunis time)</c>.</summary>
    public string Full(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        return texts.Fill("date.full", local.Day, months[local.Month - 1], local.Year, Clock(local));
    }

    /// <summary><c>10:00 (Tunis time)</c>.</summary>
    public string Time(DateTimeOffset moment) =>
        texts.Fill("date.time", Clock(TimeZoneInfo.ConvertTime(moment, Zone)));

    private static string Clock(DateTimeOffset local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Machines without a time zone database still know that Tunis is one hour ahead all year.</summary>
    private static TimeZoneInfo FindZone() =>
        TimeZoneInfo.TryFindSystemTimeZoneById("Africa/Tunis", out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone("Africa/Tunis", TimeSpan.FromHours(1), "Tunis", "Tunis");
}
