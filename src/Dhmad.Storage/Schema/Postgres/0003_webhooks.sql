-- Webhooks: endpoints, what they listen to, and the deliveries to them. Times are unix milliseconds UTC.
-- Secrets are sealed. A deleted endpoint stays without them, because its deliveries name it.

CREATE TABLE webhook_endpoints (
    id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 24),
    version bigint NOT NULL CHECK (version >= 1),
    developer_id text COLLATE "C" NOT NULL REFERENCES developers (id),
    url text COLLATE "C" NOT NULL CHECK (url <> ''),
    events text COLLATE "C" NOT NULL CHECK (json_array_length(events::json) >= 1),
    secret bytea,
    previous_secret bytea,
    overlap_until_at bigint,
    is_active bigint NOT NULL CHECK (is_active IN (0, 1)),
    paused_at bigint,
    disabled_reason text COLLATE "C" CHECK (disabled_reason IN ('gone', 'failing')),
    failure_count bigint NOT NULL CHECK (failure_count >= 0),
    first_failure_at bigint,
    last_triggered_at bigint,
    last_response_status bigint,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    CHECK ((previous_secret IS NULL) = (overlap_until_at IS NULL)),
    CHECK ((secret IS NULL) = (deleted_at IS NOT NULL)),
    CHECK (is_active = 0 OR (disabled_reason IS NULL AND deleted_at IS NULL))
);

CREATE INDEX webhook_endpoints_of_developer ON webhook_endpoints (developer_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX webhook_endpoints_sending ON webhook_endpoints (id) WHERE is_active = 1 AND paused_at IS NULL;

-- What an active endpoint listened to, and from when to when: an event goes to those that listened when it happened,
-- however late it is dispatched.
CREATE TABLE webhook_subscriptions (
    developer_id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    endpoint_id text COLLATE "C" NOT NULL REFERENCES webhook_endpoints (id),
    since_at bigint NOT NULL,
    until_at bigint CHECK (until_at > since_at),
    PRIMARY KEY (developer_id, type, endpoint_id, since_at)
);

CREATE INDEX webhook_subscriptions_of_endpoint ON webhook_subscriptions (endpoint_id);
CREATE INDEX associations_by_user ON associations (user_id);

CREATE TABLE webhook_deliveries (
    id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    endpoint_id text COLLATE "C" NOT NULL REFERENCES webhook_endpoints (id),
    escrow_id text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
    failure_reason text COLLATE "C" CHECK (failure_reason IN
        ('rejected', 'exhausted', 'endpoint_gone', 'endpoint_disabled', 'endpoint_deleted')),
    attempt_count bigint NOT NULL CHECK (attempt_count >= 0),
    next_attempt_at bigint,
    last_response_status bigint,
    created_at bigint NOT NULL,
    ended_at bigint,
    FOREIGN KEY (escrow_id, sequence) REFERENCES escrow_events (escrow_id, sequence),
    CHECK ((next_attempt_at IS NOT NULL) = (status = 'pending')),
    CHECK ((ended_at IS NULL) = (status = 'pending')),
    CHECK ((failure_reason IS NOT NULL) = (status = 'failed'))
);

-- Once per endpoint and event; the same index finds the first attempts that must end before another may start.
CREATE UNIQUE INDEX webhook_deliveries_once ON webhook_deliveries (endpoint_id, escrow_id, sequence);
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (endpoint_id, next_attempt_at, escrow_id, sequence)
    WHERE status = 'pending';
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (ended_at) WHERE ended_at IS NOT NULL;

-- What ended never changes again.
CREATE TRIGGER webhook_deliveries_end_once BEFORE UPDATE ON webhook_deliveries
    FOR EACH ROW WHEN (OLD.status <> 'pending') EXECUTE FUNCTION refuse('an ended delivery never changes');

CREATE TABLE webhook_attempts (
    delivery_id text COLLATE "C" NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
    number bigint NOT NULL CHECK (number >= 1),
    trigger text COLLATE "C" NOT NULL CHECK (trigger IN ('scheduled', 'manual')),
    started_at bigint NOT NULL,
    duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
    response_status bigint,
    error text COLLATE "C" CHECK (error IN ('timeout', 'connect', 'tls', 'dns', 'address_refused', 'reset')),
    response_body text COLLATE "C",
    PRIMARY KEY (delivery_id, number),
    CHECK ((response_status IS NULL) = (error IS NOT NULL))
);

-- The sandbox's catchers: what came to a developer's own receiver, and what was found when it came.
CREATE TABLE caught_requests (
    id text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) = 36),
    developer_id text COLLATE "C" NOT NULL REFERENCES developers (id),
    number bigint NOT NULL CHECK (number >= 1),
    received_at bigint NOT NULL,
    headers text COLLATE "C" NOT NULL CHECK (headers::json IS NOT NULL),
    body bytea NOT NULL,
    webhook_id text COLLATE "C",
    escrow_id text COLLATE "C",
    sequence bigint,
    signature_ok bigint NOT NULL CHECK (signature_ok IN (0, 1)),
    standard_signature_ok bigint NOT NULL CHECK (standard_signature_ok IN (0, 1)),
    timestamp_ok bigint NOT NULL CHECK (timestamp_ok IN (0, 1)),
    sequence_ok bigint CHECK (sequence_ok IN (0, 1)),
    is_duplicate bigint NOT NULL CHECK (is_duplicate IN (0, 1))
);

CREATE UNIQUE INDEX caught_requests_in_order ON caught_requests (developer_id, number);
CREATE INDEX caught_requests_of_escrow ON caught_requests (developer_id, escrow_id, sequence) WHERE escrow_id IS NOT NULL;
CREATE INDEX caught_requests_by_delivery ON caught_requests (developer_id, webhook_id) WHERE webhook_id IS NOT NULL;
