/** The period of a calendar that a time lies in: its number and when it begins. */
export const periodSql: string = `
CREATE OR REPLACE FUNCTION {period}(
  at double precision, origin double precision, months int, length_ms double precision)
RETURNS double precision[] LANGUAGE plpgsql IMMUTABLE AS $sallyport$
DECLARE
  -- In this way because a timestamp made of seconds in floating point loses the millisecond.
  born timestamp := timestamp 'epoch' + make_interval(
    days => floor(origin / 86400000)::int,
    secs => (origin - floor(origin / 86400000) * 86400000) / 1000);
  there timestamp := timestamp 'epoch' + make_interval(
    days => floor(at / 86400000)::int,
    secs => (at - floor(at / 86400000) * 86400000) / 1000);
  number int;
BEGIN
  IF months = 0 THEN
    RETURN ARRAY[floor((at - origin) / length_ms),
      origin + floor((at - origin) / length_ms) * length_ms];
  END IF;
  number := floor(((extract(year FROM there) - extract(year FROM born)) * 12
    + extract(month FROM there) - extract(month FROM born)) / months);
  -- The month is right; its day or hour may not have come yet.
  IF born + make_interval(months => number * months) > there THEN
    number := number - 1;
  END IF;
  RETURN ARRAY[number,
    round(extract(epoch FROM born + make_interval(months => number * months)) * 1000)];
END
$sallyport$`

/**
 * Gives back what still counts. Leaves when the row expires: that is only later than it needs to be.
 */
export const refundSql: string = `
CREATE OR REPLACE FUNCTION {refund}(given jsonb, caller_now double precision)
RETURNS void LANGUAGE plpgsql SET enable_seqscan TO off AS $sallyport$
DECLARE
  now_ms double precision;
  step record;
  kept double precision[];
  period double precision[];
  in_use double precision;
BEGIN
  FOR step IN
    SELECT s.* FROM jsonb_to_recordset(given) AS s (
      policy text COLLATE "C", key text COLLATE "C", kind text, cost double precision,
      lease double precision, taken_at double precision, used_after double precision,
      interval_ms double precision,
      refill double precision, origin double precision, months int, length_ms double precision)
    ORDER BY s.policy, s.key
  LOOP
    SELECT t.state INTO kept FROM {table} t
    WHERE t.policy = step.policy AND t.key = step.key FOR UPDATE;
    CONTINUE WHEN NOT FOUND;
    now_ms := coalesce(caller_now, floor(extract(epoch FROM clock_timestamp()) * 1000));
    IF step.kind = 'rate' THEN
      in_use := CASE WHEN kept[2] > now_ms THEN kept[1]
        ELSE greatest(0, kept[1] - (now_ms - kept[2]) / step.interval_ms) END;
      -- What was taken first leaks first: of what was in use after it, the last.
      kept := ARRAY[in_use - least(step.cost, CASE WHEN step.taken_at > now_ms THEN step.used_after
        ELSE greatest(0, step.used_after - (now_ms - step.taken_at) / step.interval_ms) END),
        now_ms];
    ELSIF step.kind = 'quota' THEN
      period := {period}(now_ms, step.origin, step.months, step.length_ms);
      -- What was taken in an earlier period has come back already.
      CONTINUE WHEN step.taken_at < period[2];
      in_use := CASE WHEN kept[2] >= period[2] THEN kept[1] ELSE greatest(0, kept[1] - step.refill *
        (period[1] - ({period}(kept[2], step.origin, step.months, step.length_ms))[1])) END;
      kept := ARRAY[in_use - step.cost, period[2]];
    ELSIF step.kind = 'exact' THEN
      kept := ARRAY(
        SELECT u.at FROM (
          SELECT e.at, e.n, row_number() OVER (PARTITION BY e.at ORDER BY e.n) AS nth
          FROM unnest(kept) WITH ORDINALITY AS e (at, n)) u
        WHERE u.at <> step.taken_at OR u.nth > step.cost ORDER BY u.n);
    ELSE
      kept := ARRAY(
        SELECT held.number FROM generate_series(1, cardinality(kept), 3) i,
        unnest(kept[i:i + 2]) WITH ORDINALITY AS held (number, n)
        WHERE kept[i] <> step.lease ORDER BY i, held.n);
    END IF;
    IF kept = '{}' OR (step.kind IN ('rate', 'quota') AND kept[1] <= 0) THEN
      DELETE FROM {table} t WHERE t.policy = step.policy AND t.key = step.key;
    ELSE
      UPDATE {table} t SET state = kept WHERE t.policy = step.policy AND t.key = step.key;
    END IF;
  END LOOP;
END
$sallyport$`
