-- The name of the deployment that reminders and states of grains are kept under: a process that comes with another would
-- not see them. The next start writes it.
ALTER TABLE deployment ADD COLUMN service_id text COLLATE "C";
