-- Deliveries are added while attempts change the row of their endpoint many times a second. A foreign key locks that
-- row, and the write that adds them would lose each time. An endpoint's row is never deleted, so looking for it guards
-- as much.

CREATE FUNCTION refer_to_endpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT true FROM webhook_endpoints p WHERE p.id = NEW.endpoint_id) IS NULL THEN
        RAISE EXCEPTION 'a delivery refers to no endpoint' USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;

ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_endpoint_id_fkey;
CREATE TRIGGER webhook_deliveries_refer AFTER INSERT OR UPDATE OF endpoint_id ON webhook_deliveries
    FOR EACH ROW EXECUTE FUNCTION refer_to_endpoint();

CREATE TRIGGER webhook_endpoints_stay BEFORE DELETE ON webhook_endpoints
    FOR EACH ROW EXECUTE FUNCTION refuse('endpoints are never deleted');
