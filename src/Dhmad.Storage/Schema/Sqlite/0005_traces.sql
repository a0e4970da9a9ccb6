-- The trace in which an event happened, as a W3C traceparent, while somebody watches: what is sent because of the event
-- goes on in the same trace. It is no part of the event: no hash covers it and nobody is told of it.

ALTER TABLE escrow_events ADD COLUMN traceparent TEXT CHECK (length(traceparent) = 55);
