-- Tables as they are after years, made in seconds: @size escrows, one each second from @from on, each with the same state
-- and a deadline @open later, and other rows for each. One creator and one seller have a tenth of all escrows, the others
-- a few. Foreign keys and triggers are off: the rows are made to fit.
SET session_replication_role = replica;
SET synchronous_commit = off;

INSERT INTO developers (id, email, password_hash, redirect_urls, created_at)
SELECT 'dev-' || n, 'dev-' || n || '@example.tn', 'x', '[]', 0 FROM generate_series(0, 999) AS n;

INSERT INTO users (id, email, first_name, last_name, language, kyc_status, created_at)
SELECT 'user-' || n, 'user-' || n || '@example.tn', '', '', 'fr', 'none', 0 FROM generate_series(0, 9999) AS n;

INSERT INTO escrows (id, version, sequence, last_hash, status, listed_as, mode, developer_id, buyer_id, buyer_email,
    seller_id, seller_email, amount_tnd, created_at, updated_at, deadline_at, state)
SELECT lpad(to_hex(n), 24, '0'), 2, 2, sha256('x'),
    (ARRAY['pending', 'paid', 'delivered', 'completed', 'completed', 'completed', 'completed', 'completed',
        'completed', 'cancelled'])[1 + abs(hashint8(n) % 10)],
    (ARRAY['open', 'open', 'open', 'completed', 'completed', 'completed', 'completed', 'completed',
        'completed', 'cancelled'])[1 + abs(hashint8(n) % 10)],
    'quick', 'dev-' || CASE n % 10 WHEN 3 THEN 0 ELSE n * 7919 % 1000 END,
    CASE WHEN n % 50 > 0 THEN 'user-' || n * 7907 % 10000 END, 'user-' || n * 7907 % 10000 || '@example.tn',
    'user-' || CASE n % 10 WHEN 6 THEN 0 ELSE n * 7901 % 10000 END,
    'user-' || CASE n % 10 WHEN 6 THEN 0 ELSE n * 7901 % 10000 END || '@example.tn',
    100000, @from + n * 1000, @from + n * 1000,
    CASE WHEN abs(hashint8(n) % 10) < 3 THEN @from + n * 1000 + @open END, decode('@state', 'hex')
FROM generate_series(0::bigint, @size - 1) AS n;

INSERT INTO escrow_events (escrow_number, sequence, id, type, at, recorded_at, body, previous_hash, hash, developer_id,
    buyer_id, seller_id)
SELECT e.number, s, gen_random_uuid()::text, 'escrow.created', e.created_at, e.created_at, decode(repeat('7b', 300), 'hex'), e.last_hash, e.last_hash, e.developer_id, e.buyer_id, e.seller_id
FROM escrows AS e, generate_series(1, 2) AS s;

INSERT INTO outbox (recorded_at, escrow_number, sequence)
SELECT recorded_at, escrow_number, sequence FROM escrow_events ORDER BY recorded_at DESC LIMIT 5000;

INSERT INTO checkout_sessions (id, escrow_id, developer_id, action, target_email, redirect_url, status, created_at,
    expires_at, completed_at)
SELECT gen_random_uuid()::text, e.id, e.developer_id, '@action', e.buyer_email, 'https://example.tn',
    CASE WHEN e.status = 'pending' THEN 'pending' ELSE 'completed' END, e.created_at, e.created_at + 1800000,
    CASE WHEN e.status <> 'pending' THEN e.created_at END
FROM escrows AS e;

INSERT INTO submissions (session_id, id, outcome, payment_id, at)
SELECT id, gen_random_uuid()::text, CASE status WHEN 'pending' THEN 'started' ELSE 'completed' END, 'pay-' || escrow_id,
    created_at
FROM checkout_sessions;

INSERT INTO payments (id, escrow_id, session_id, rail, status, amount_tnd, terms_version, payer_email, payer_first_name,
    payer_last_name, challenge_tries, created_at, updated_at, check_at)
SELECT 'pay-' || escrow_id, escrow_id, id, 'sandbox_card', CASE status WHEN 'pending' THEN 'started' ELSE 'succeeded'
    END, 100000, 1, target_email, '', '', 0, created_at, created_at, CASE status WHEN 'pending' THEN created_at END
FROM checkout_sessions;

INSERT INTO ledger_transactions (id, movement, at, escrow_number, event_sequence, payment_id)
SELECT lpad(to_hex(number), 24, '1'), 'hold', created_at, number, 2, 'pay-' || id FROM escrows WHERE status <> 'pending';

INSERT INTO ledger_entries (transaction_number, line, account, owner, amount_tnd, balance_after)
SELECT t.number, line, CASE line WHEN 1 THEN 'rail_clearing' ELSE 'held' END, CASE line WHEN 1 THEN 'sandbox_card' ELSE
    e.id END, CASE line WHEN 1 THEN -100000 ELSE 100000 END, CASE line WHEN 2 THEN 100000 END
FROM ledger_transactions AS t JOIN escrows AS e ON e.number = t.escrow_number, generate_series(1, 2) AS line;

INSERT INTO idempotency_keys (scope, key, request_hash, claim_id, claimed_at)
SELECT developer_id, id, 'x', gen_random_uuid()::text, created_at FROM escrows;

INSERT INTO ledger_balances (account, owner, balance) SELECT 'held', id, 0 FROM escrows;
INSERT INTO ledger_balances (account, owner, balance) SELECT 'available', id, 0 FROM users;

INSERT INTO webhook_endpoints (id, version, developer_id, url, events, secret, is_active, failure_count, created_at,
    updated_at)
SELECT lpad(to_hex(n), 24, '0'), 1, 'dev-' || n % 1000, 'https://example.tn', '["escrow.created"]', 'x', 1, 0, 0, 0
FROM generate_series(0, 1999) AS n;

INSERT INTO webhook_subscriptions (developer_id, type, endpoint_id, since_at)
SELECT developer_id, 'escrow.created', id, 0 FROM webhook_endpoints;

INSERT INTO webhook_deliveries (id, endpoint_id, escrow_number, sequence, status, attempt_count, next_attempt_at,
    created_at, ended_at)
SELECT gen_random_uuid()::text, p.id, e.escrow_number, e.sequence,
    CASE WHEN is_new THEN 'pending' ELSE 'delivered' END, CASE WHEN is_new THEN 0 ELSE 1 END,
    CASE WHEN is_new THEN e.recorded_at END, e.recorded_at, CASE WHEN NOT is_new THEN e.recorded_at END
FROM escrow_events AS e
CROSS JOIN LATERAL (SELECT e.recorded_at > @from + @size * 990::bigint AS is_new) AS age
JOIN webhook_endpoints AS p ON p.developer_id = e.developer_id
WHERE e.sequence = 1;

INSERT INTO reminders (grain_id, name, start_at, period_ms, version)
SELECT 'escrow/' || id, 'clock', deadline_at, 60000, 1 FROM escrows WHERE deadline_at IS NOT NULL;

INSERT INTO mails (id, recipient, subject, body, links, code, created_at)
SELECT 'mail-' || id, buyer_email, 'S', 'T', '[]', CASE WHEN (created_at - @from) % 1000000 = 0 THEN '042137' END, created_at
FROM escrows;

INSERT INTO caught_requests (id, developer_id, number, received_at, headers, body, webhook_id, escrow_id, sequence,
    signature_ok, standard_signature_ok, timestamp_ok, sequence_ok, is_duplicate)
SELECT gen_random_uuid()::text, 'dev-' || n % 1000, 1 + n / 1000, n, '{}', 'x', 'w-' || n, lpad(to_hex(n), 24, '0'), 1,
    1, 1, 1, 1, 0
FROM generate_series(0, @size / 4) AS n;
