-- What an Orleans cluster keeps: its silos, its reminders and the small settings of grains, and the statements that
-- Orleans' ADO.NET providers look up by name. Escrows, sessions and the books are not here: Orleans cannot commit them
-- together. The providers fix the names of the keys, of the parameters and of the columns answered, and run each
-- statement on its own, outside a transaction. So each is one statement and does all it says or nothing.
-- Times are told by the silos, UTC; the server's own clock is never asked.

CREATE TABLE cluster_versions (
    cluster_id TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL CHECK (version >= 0)
);

-- Dead silos stay until the cluster forgets them: their row is the proof that they are dead.
CREATE TABLE cluster_silos (
    cluster_id TEXT NOT NULL REFERENCES cluster_versions ON DELETE CASCADE,
    address TEXT NOT NULL,
    port INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    silo_name TEXT NOT NULL,
    host_name TEXT NOT NULL,
    status INTEGER NOT NULL,
    proxy_port INTEGER NOT NULL,
    suspect_times TEXT,
    start_time TIMESTAMPTZ NOT NULL,
    alive_time TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
);

CREATE TABLE cluster_reminders (
    service_id TEXT NOT NULL,
    grain_id TEXT NOT NULL,
    name TEXT NOT NULL,
    grain_hash INTEGER NOT NULL,
    start_time TIMESTAMPTZ NOT NULL,
    period_ms BIGINT NOT NULL CHECK (period_ms > 0),
    version INTEGER NOT NULL,
    PRIMARY KEY (service_id, grain_id, name)
);

-- Each silo reads its range of hashes again every few minutes.
CREATE INDEX cluster_reminders_by_hash ON cluster_reminders (service_id, grain_hash);

-- Versions of reminders never repeat, so whoever still holds that of a deleted reminder cannot delete its successor.
CREATE SEQUENCE cluster_reminder_versions AS INTEGER CYCLE;

-- A grain's key is in two numbers or in a text. A text that is absent is stored empty, not null: a primary key needs
-- columns that are never null, and two first writes of one grain must meet in it.
CREATE TABLE cluster_grain_states (
    service_id TEXT NOT NULL,
    state_name TEXT NOT NULL,
    grain_key TEXT NOT NULL,
    key_n0 BIGINT NOT NULL,
    key_n1 BIGINT NOT NULL,
    payload BYTEA,
    version INTEGER NOT NULL CHECK (version >= 1),
    PRIMARY KEY (service_id, state_name, grain_key, key_n0, key_n1)
);

-- The table and its columns are found by these names.
CREATE TABLE OrleansQuery (
    QueryKey TEXT NOT NULL PRIMARY KEY,
    QueryText TEXT NOT NULL
);

-- Grain storage. No row answered means that somebody else wrote: the grain is refused, forgets and reads again.

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', $query$
    SELECT payload AS PayloadBinary, version AS Version FROM cluster_grain_states
    WHERE service_id = @ServiceId AND state_name = @GrainTypeString
        AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
$query$),
-- The first write carries no version and must find no row; every later one must find the row at its version.
('WriteToStorageKey', $query$
    WITH changed AS (
        UPDATE cluster_grain_states SET payload = @PayloadBinary, version = version + 1
        WHERE service_id = @ServiceId AND state_name = @GrainTypeString
            AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
            AND version = @GrainStateVersion
        RETURNING version),
    created AS (
        INSERT INTO cluster_grain_states (service_id, state_name, grain_key, key_n0, key_n1, payload, version)
        SELECT @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString, ''), @GrainIdN0, @GrainIdN1,
            @PayloadBinary, 1
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version)
    SELECT version AS NewGrainStateVersion FROM changed
    UNION ALL SELECT version FROM created
$query$),
('ClearStorageKey', $query$
    UPDATE cluster_grain_states SET payload = NULL, version = version + 1
    WHERE service_id = @ServiceId AND state_name = @GrainTypeString
        AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
        AND version = @GrainStateVersion
    RETURNING version AS NewGrainStateVersion
$query$),
('DeleteStorageKey', $query$
    DELETE FROM cluster_grain_states
    WHERE service_id = @ServiceId AND state_name = @GrainTypeString
        AND grain_key = coalesce(@GrainIdExtensionString, '') AND key_n0 = @GrainIdN0 AND key_n1 = @GrainIdN1
        AND version = @GrainStateVersion
    RETURNING version + 1 AS NewGrainStateVersion
$query$);

-- Reminders. Hashes are signed, and a range is open at its beginning and closed at its end.

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('UpsertReminderRowKey', $query$
    INSERT INTO cluster_reminders (service_id, grain_id, name, grain_hash, start_time, period_ms, version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, nextval('cluster_reminder_versions'))
    ON CONFLICT (service_id, grain_id, name) DO UPDATE
    SET grain_hash = excluded.grain_hash, start_time = excluded.start_time, period_ms = excluded.period_ms,
        version = excluded.version
    RETURNING version AS Version
$query$),
('ReadReminderRowsKey', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM cluster_reminders WHERE service_id = @ServiceId AND grain_id = @GrainId
$query$),
('ReadReminderRowKey', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM cluster_reminders WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName
$query$),
('ReadRangeRows1Key', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM cluster_reminders WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$query$),
-- The range that goes round the end of the circle.
('ReadRangeRows2Key', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_time AS StartTime, period_ms AS Period, version AS Version
    FROM cluster_reminders WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$query$),
('DeleteReminderRowKey', $query$
    WITH gone AS (
        DELETE FROM cluster_reminders
        WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version
        RETURNING 1)
    SELECT count(*)::INTEGER FROM gone
$query$),
('DeleteReminderRowsKey', $query$
    DELETE FROM cluster_reminders WHERE service_id = @ServiceId
$query$);

-- Membership. Whoever changes the list of silos holds the cluster's version row from before the change until the
-- commit, and raises it only if the change took place: of two changes that saw one version, one is made.

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $query$
    WITH created AS (
        INSERT INTO cluster_versions (cluster_id, version) VALUES (@DeploymentId, 0)
        ON CONFLICT DO NOTHING
        RETURNING 1)
    SELECT count(*)::INTEGER FROM created
$query$),
-- Version and silos in one snapshot. The version is answered even when there is no silo beside it.
('MembershipReadAllKey', $query$
    SELECT s.start_time AS StartTime, s.address AS Address, s.port AS Port, s.generation AS Generation,
        s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
        s.suspect_times AS SuspectTimes, s.alive_time AS IAmAliveTime, v.version AS Version
    FROM cluster_versions v LEFT JOIN cluster_silos s ON s.cluster_id = v.cluster_id
    WHERE v.cluster_id = @DeploymentId
$query$),
('MembershipReadRowKey', $query$
    SELECT s.start_time AS StartTime, s.address AS Address, s.port AS Port, s.generation AS Generation,
        s.silo_name AS SiloName, s.host_name AS HostName, s.status AS Status, s.proxy_port AS ProxyPort,
        s.suspect_times AS SuspectTimes, s.alive_time AS IAmAliveTime, v.version AS Version
    FROM cluster_versions v LEFT JOIN cluster_silos s ON s.cluster_id = v.cluster_id
        AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    WHERE v.cluster_id = @DeploymentId
$query$),
('InsertMembershipKey', $query$
    WITH held AS (
        SELECT cluster_id FROM cluster_versions WHERE cluster_id = @DeploymentId AND version = @Version
        FOR UPDATE),
    added AS (
        INSERT INTO cluster_silos (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port,
            start_time, alive_time)
        SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort,
            @StartTime, @IAmAliveTime
        FROM held
        ON CONFLICT DO NOTHING
        RETURNING 1),
    raised AS (
        UPDATE cluster_versions SET version = version + 1
        WHERE cluster_id = @DeploymentId AND EXISTS (SELECT FROM added))
    SELECT count(*)::INTEGER FROM added
$query$),
('UpdateMembershipKey', $query$
    WITH held AS (
        SELECT cluster_id FROM cluster_versions WHERE cluster_id = @DeploymentId AND version = @Version
        FOR UPDATE),
    changed AS (
        UPDATE cluster_silos s SET status = @Status, suspect_times = @SuspectTimes, alive_time = @IAmAliveTime
        FROM held
        WHERE s.cluster_id = held.cluster_id AND address = @Address AND port = @Port AND generation = @Generation
        RETURNING 1),
    raised AS (
        UPDATE cluster_versions SET version = version + 1
        WHERE cluster_id = @DeploymentId AND EXISTS (SELECT FROM changed))
    SELECT count(*)::INTEGER FROM changed
$query$),
-- A sign of life changes nothing that other silos decide on, so the version stays.
('UpdateIAmAlivetimeKey', $query$
    UPDATE cluster_silos SET alive_time = @IAmAliveTime
    WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),
-- A silo whose gateway is closed has no port for clients.
('GatewaysQueryKey', $query$
    SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation FROM cluster_silos
    WHERE cluster_id = @DeploymentId AND status = @Status AND proxy_port > 0
$query$),
-- 3 is Active: a silo that counts as alive is never cleaned away, however long it was silent.
('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM cluster_silos WHERE cluster_id = @DeploymentId AND alive_time < @IAmAliveTime AND status <> 3
$query$),
-- Asked for one dead silo, 6, as it was read: a row that has changed since then stays. No suspicion is null or empty.
('CleanupDefunctSiloEntryKey', $query$
    DELETE FROM cluster_silos
    WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
        AND status = 6 AND start_time = @StartTime AND alive_time = @IAmAliveTime
        AND coalesce(suspect_times, '') = coalesce(@SuspectTimes, '')
$query$),
('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM cluster_versions WHERE cluster_id = @DeploymentId
$query$);
