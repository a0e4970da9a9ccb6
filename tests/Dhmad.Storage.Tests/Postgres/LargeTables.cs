using System.Globalization;
using Dapper;
using Dhmad.Domain;
using Dhmad.Domain.Escrows;
using Dhmad.Storage.Escrows;
using Npgsql;

namespace Dhmad.Storage.Tests.Postgres;

/// <summary>Rows of many escrows, written by the server itself: no grain judged them, and the books do not balance.</summary>
/// <param name="Escrows">How many, one each second.</param>
/// <param name="From">When the first was created.</param>
/// <param name="Open">From the creation of one that is open to its deadline.</param>
/// <param name="State">What all of them say when they are read.</param>
public sealed record LargeTables(int Escrows, DateTimeOffset From, TimeSpan Open, Escrow State)
{
    /// <summary>The developer who created a tenth of all.</summary>
    public const string LargestCreator = "dev-0";

    /// <summary>The user who sells a tenth of all.</summary>
    public const string LargestSeller = "user-0";

    /// <param name="limit">For all rows, and again for cleaning up behind them.</param>
    public async Task FillAsync(string connectionString, TimeSpan limit)
    {
        using var reader = new StreamReader(
            typeof(LargeTables).Assembly.GetManifestResourceStream("LargeTables.sql")!);
        var script = (await reader.ReadToEndAsync())
            .Replace("@size", Number(Escrows), StringComparison.Ordinal)
            .Replace("@from", Number(From.ToUnixTimeMilliseconds()), StringComparison.Ordinal)
            .Replace("@open", Number((long)Open.TotalMilliseconds), StringComparison.Ordinal)
            .Replace("@state", Convert.ToHexStringLower(EscrowState.Write(State)), StringComparison.Ordinal)
            .Replace("@action", Spelling.Of(EscrowAction.AcceptPay), StringComparison.Ordinal);
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.ExecuteAsync(script, commandTimeout: (int)limit.TotalSeconds);
        await connection.ExecuteAsync("VACUUM ANALYZE", commandTimeout: (int)limit.TotalSeconds);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
