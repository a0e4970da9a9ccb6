using Npgsql;

namespace Dhmad.Storage.Postgres.Commits;

/// <summary>A statement that locks rows and reads what a judgement needs of them.</summary>
/// <param name="Read">Called for each row.</param>
internal sealed record Question(BatchStatement Statement, Action<NpgsqlDataReader> Read);
