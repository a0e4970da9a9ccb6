-- What is kept for a time is found by its age. Mails with a sign-in code go long before the others.
CREATE INDEX mails_with_code ON mails (created_at) WHERE code IS NOT NULL;
CREATE INDEX association_links_by_end ON association_links (expires_at);
CREATE INDEX webhook_subscriptions_ended ON webhook_subscriptions (until_at) WHERE until_at IS NOT NULL;
