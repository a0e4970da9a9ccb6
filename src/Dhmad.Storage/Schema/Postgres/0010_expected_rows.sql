-- A batch of commits is written as if nobody else wrote meanwhile, in one message with its COMMIT: a statement that finds
-- fewer rows as they were expected must end it.
CREATE FUNCTION expect_rows(changed bigint, expected bigint) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    IF changed <> expected THEN
        RAISE EXCEPTION 'a row is not as it was expected' USING ERRCODE = 'serialization_failure';
    END IF;
    RETURN changed;
END $$;
