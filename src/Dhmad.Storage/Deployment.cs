using Dhmad.Domain;

namespace Dhmad.Storage;

/// <summary>
/// What a database belongs to: practice or live money, the secret key that its secrets are sealed with, and the name of
/// the service. The first process writes it down; whoever comes with other settings is refused before it does harm.
/// </summary>
public static class Deployment
{
    /// <summary>The mark of a key is derived for this purpose; the key cannot be found from it.</summary>
    public const string KeyPurpose = "deployment";

    public const int KeyMarkLength = 16;

    private const string Kept =
        "SELECT environment AS Environment, key_mark AS KeyMark, service_id AS ServiceId FROM deployment";

    /// <summary>Compares what is kept with the settings, and writes what is not kept yet.</summary>
    /// <exception cref="DatabaseRefusedException">
    /// The database belongs to another deployment, or would keep live money without flushing it.
    /// </exception>
    /// <exception cref="DatabaseUnavailableException">It cannot be read or written.</exception>
    public static async Task EnterAsync(
        Database database,
        DeploymentEnvironment environment,
        byte[] keyMark,
        string serviceId,
        CancellationToken cancellationToken)
    {
        var mine = new Row { Environment = Spelling.Of(environment), KeyMark = keyMark, ServiceId = serviceId };
        var kept = await database.QueryAsync(work => work.FirstAsync<Row>(Kept), cancellationToken);
        var isMine = kept is null || kept.Environment == mine.Environment;
        if (isMine && environment == DeploymentEnvironment.Live && !await database.ReachesDiskAsync(cancellationToken))
            throw new DatabaseRefusedException(
                "The PostgreSQL server is set to fsync=off, so payments could be lost with its machine: "
                + "live money needs fsync=on.");
        if (kept is not { KeyMark: not null, ServiceId: not null })
            kept = await database.WriteAsync(work => WriteAsync(work, mine), cancellationToken);
        if (kept.Environment != mine.Environment)
            throw new DatabaseRefusedException(
                $"The database belongs to a {kept.Environment} deployment, and Dhmad:Environment is "
                + $"{mine.Environment}: use a database of its own.");
        if (!kept.KeyMark.AsSpan().SequenceEqual(keyMark))
            throw new DatabaseRefusedException(
                "The secrets in the database are sealed with another key than this process has: "
                + "use the same Dhmad:SecretKey (or the same secret.key file) for every process of a deployment.");
        if (kept.ServiceId != serviceId)
            throw new DatabaseRefusedException(
                $"The database belongs to the service {kept.ServiceId}, and Dhmad:Cluster:ServiceId is {serviceId}: "
                + "use the same for every process of a deployment.");
    }

    /// <summary>What another process wrote meanwhile stays.</summary>
    private static async Task<Row> WriteAsync(Work work, Row mine)
    {
        await work.ExecuteAsync(
            """
            INSERT INTO deployment (one, environment, key_mark, service_id)
            VALUES (1, @Environment, @KeyMark, @ServiceId)
            ON CONFLICT (one) DO UPDATE SET
                key_mark = excluded.key_mark, service_id = coalesce(deployment.service_id, excluded.service_id)
            WHERE deployment.environment = excluded.environment
                AND (deployment.key_mark IS NULL OR deployment.key_mark = excluded.key_mark)
            """,
            mine);
        return (await work.FirstAsync<Row>(Kept))!;
    }

    private sealed record Row
    {
        public required string Environment { get; init; }

        /// <summary>Null in a database that is older than this table.</summary>
        public byte[]? KeyMark { get; init; }

        /// <summary>Null in a database that is older than this column.</summary>
        public string? ServiceId { get; init; }
    }
}
