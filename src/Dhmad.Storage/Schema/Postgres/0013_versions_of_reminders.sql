-- A reminder's version is a random number now, which its writer knows without asking.
DROP SEQUENCE reminder_version;
