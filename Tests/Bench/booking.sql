-- The limit beside Daybook's bookings on PostgreSQL: the same lock, claim, booking, event and job rows from pgbench.
-- :serial rises from booking to booking in each client; times are far beyond those that the API books.
\set serial :serial + 1
\set number :first + :serial * :clients + :client_id
\set person 1 + :number % :people
\set start 4000000000000 + (:number / :people) * 900000
BEGIN;
SELECT capacity FROM resources WHERE business_id = :business::bigint AND id = :person::bigint FOR UPDATE;
SELECT resource_id, booking_id, from_at, to_at, units FROM claims WHERE business_id = :business::bigint AND resource_id = :person::bigint AND released_at IS NULL AND from_at > :start::bigint - 172800000 AND from_at < :start::bigint + 900000 AND to_at > :start::bigint;
INSERT INTO customers (business_id, id, name, email, phone, created_at, updated_at) VALUES (:business::bigint, :number::bigint, 'John Doe', 'client-' || :number::bigint || '@example.org', NULL, 1, 1);
INSERT INTO claims (business_id, id, resource_id, booking_id, from_at, to_at, units, is_exclusive) VALUES (:business::bigint, :number::bigint, :person::bigint, :number::bigint, :start::bigint, :start::bigint + 900000, 1, 1);
INSERT INTO bookings (business_id, id, reference, offering_id, offering_name, customer_id, status, start_at, end_at, party, price, currency, refunds, client_name, client_email, client_zone, client_language, source, created_at, updated_at) VALUES (:business::bigint, :number::bigint, lpad((:number::bigint)::text, 8, '0'), :offering::bigint, 'Private lesson', :number::bigint, 'confirmed', :start::bigint, :start::bigint + 900000, 1, 5000, 'EUR', '24:10000 6:5000', 'John Doe', 'client-' || :number::bigint || '@example.org', 'Europe/Madrid', 'en', 'website', 1, 1);
INSERT INTO events (business_id, id, action, actor, subject, details, address, agent, at) VALUES (:business::bigint, :number::bigint, 'booking.confirmed', 'guest', 'bkg_' || :number::bigint, '{}', '127.0.0.1', '', 1);
INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, first_due_at, attempts, fence) VALUES (:number::bigint, 'Bookings.complete', '{"booking":"bkg_' || :number::bigint || '"}', 'complete bkg_' || :number::bigint, 0, :start::bigint, :start::bigint, 0, 0);
INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, first_due_at, attempts, fence) VALUES (-:number::bigint, 'Messages.compose', '{"action":"booking.confirmed","event":"evt_' || :number::bigint || '","subject":"bkg_' || :number::bigint || '"}', NULL, 0, 1, 1, 0, 0);
COMMIT;
