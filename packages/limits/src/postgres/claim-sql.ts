/**
 * Takes every step or none. Locks the rows in the order of their keys, so that no two claims wait
 * for each other, and asks for the time only then. Each row by its key and no join: a plan that was
 * made for a small table stays right for a large one.
 *
 * Answers the time, and for each step whether it fits and what is in use without it: of a rate or a
 * quota how much; of exact times how many, the first that counts, the last, and the one that has to
 * go; of places how many, and when the first comes free.
 */
export const claimSql: string = `
CREATE OR REPLACE FUNCTION {claim}(given jsonb, take boolean, caller_now double precision)
RETURNS text LANGUAGE plpgsql SET enable_seqscan TO off AS $sallyport$
DECLARE
  now_ms double precision;
  step record;
  kept double precision[];
  period double precision[];
  told jsonb := '[]';
  in_use double precision;
  first_end double precision;
  fits boolean;
  ahead boolean;
  all_fit boolean := true;
  added int := 0;
  expiry double precision;
  as_taken {table}[] := '{}';
  as_corrected {table}[] := '{}';
  changed {table};
BEGIN
  IF take THEN
    INSERT INTO {table} AS t (policy, key, state, expires_at)
    SELECT s.policy, s.key, '{}', 0
    FROM jsonb_to_recordset(given) AS s (policy text COLLATE "C", key text COLLATE "C")
    ORDER BY s.policy, s.key
    -- Changes nothing, but locks the row that is there.
    ON CONFLICT (policy, key) DO UPDATE SET expires_at = t.expires_at WHERE false;
    GET DIAGNOSTICS added = ROW_COUNT;
  END IF;
  now_ms := coalesce(caller_now, floor(extract(epoch FROM clock_timestamp()) * 1000));

  FOR step IN
    SELECT s.*, coalesce(
      (SELECT t.state FROM {table} t WHERE t.policy = s.policy AND t.key = s.key), '{}') AS kept
    FROM jsonb_to_recordset(given) AS s (
      place int, policy text, key text, kind text, cost double precision, lease double precision,
      capacity double precision, window_ms double precision, interval_ms double precision,
      refill double precision, origin double precision, months int, length_ms double precision)
    ORDER BY s.place
  LOOP
    kept := step.kept;
    IF step.kind = 'rate' THEN
      ahead := kept[2] > now_ms;
      in_use := CASE WHEN ahead THEN kept[1]
        ELSE greatest(0, kept[1] - (now_ms - kept[2]) / step.interval_ms) END;
      in_use := coalesce(in_use, 0);
      fits := in_use + step.cost <= step.capacity + 1e-6;
      told := told || jsonb_build_array(jsonb_build_array(fits, in_use));
      kept := ARRAY[in_use, now_ms];
      expiry := now_ms + (in_use + step.cost) * step.interval_ms;
    ELSIF step.kind = 'quota' THEN
      period := {period}(now_ms, step.origin, step.months, step.length_ms);
      ahead := kept[2] > period[2];
      in_use := CASE WHEN kept[2] >= period[2] THEN kept[1] ELSE greatest(0, kept[1] - step.refill *
        (period[1] - ({period}(kept[2], step.origin, step.months, step.length_ms))[1])) END;
      in_use := coalesce(in_use, 0);
      fits := in_use + step.cost <= step.capacity;
      told := told || jsonb_build_array(jsonb_build_array(fits, in_use));
      kept := ARRAY[in_use, period[2]];
      -- Months of 31 days: later than it will be.
      expiry := period[2] + ceil((in_use + step.cost) / step.refill)
        * (step.length_ms + step.months * 2678400000.0);
    ELSIF step.kind = 'exact' THEN
      ahead := kept[cardinality(kept)] > now_ms;
      kept := ARRAY(
        SELECT least(u.at, now_ms) FROM unnest(kept) WITH ORDINALITY AS u (at, n)
        WHERE u.at > now_ms - step.window_ms ORDER BY u.n);
      in_use := cardinality(kept);
      fits := in_use + step.cost <= step.capacity;
      told := told || jsonb_build_array(jsonb_build_array(fits, in_use,
        kept[greatest(0, in_use - step.capacity) + 1], kept[in_use],
        kept[in_use + step.cost - step.capacity]));
      expiry := now_ms + step.window_ms;
    ELSE
      expiry := now_ms + step.window_ms;
      SELECT min(u.number), max(u.number) > expiry INTO first_end, ahead
      FROM unnest(kept) WITH ORDINALITY AS u (number, n) WHERE u.n % 3 = 2;
      IF ahead OR first_end <= now_ms THEN
        kept := ARRAY(
          SELECT held.number FROM generate_series(1, cardinality(kept), 3) i,
          unnest(ARRAY[kept[i], least(kept[i + 1], expiry), kept[i + 2]])
            WITH ORDINALITY AS held (number, n)
          WHERE kept[i + 1] > now_ms ORDER BY i, held.n);
      END IF;
      SELECT coalesce(sum(u.number) FILTER (WHERE u.n % 3 = 0), 0),
        min(u.number) FILTER (WHERE u.n % 3 = 2) INTO in_use, first_end
      FROM unnest(kept) WITH ORDINALITY AS u (number, n);
      fits := in_use + step.cost <= step.capacity;
      told := told || jsonb_build_array(jsonb_build_array(fits, in_use, first_end));
    END IF;

    all_fit := all_fit AND fits;
    CONTINUE WHEN NOT take;
    -- Once a minute is enough: an index that changes with every claim would double its cost.
    expiry := ceil(expiry / 60000) * 60000;
    IF ahead THEN
      as_corrected := as_corrected || ROW(step.policy, step.key, kept, expiry)::{table};
    END IF;
    IF all_fit THEN
      kept := CASE step.kind
        WHEN 'exact' THEN kept || array_fill(now_ms, ARRAY[step.cost::int])
        WHEN 'concurrency' THEN kept || ARRAY[step.lease, now_ms + step.window_ms, step.cost]
        ELSE ARRAY[kept[1] + step.cost, kept[2]] END;
      as_taken := as_taken || ROW(step.policy, step.key, kept, expiry)::{table};
    END IF;
  END LOOP;

  IF take THEN
    FOREACH changed IN ARRAY CASE WHEN all_fit THEN as_taken ELSE as_corrected END LOOP
      UPDATE {table} t SET state = changed.state, expires_at = changed.expires_at
      WHERE t.policy = changed.policy AND t.key = changed.key;
    END LOOP;
    IF added > 0 AND all_fit THEN
      -- Two out for one in: a table that was flooded shrinks as fast as it grew.
      DELETE FROM {table} WHERE ctid = ANY (ARRAY(
        SELECT t.ctid FROM {table} t WHERE t.expires_at < now_ms
        ORDER BY t.expires_at LIMIT 2 * added FOR UPDATE SKIP LOCKED));
    ELSIF added > 0 THEN
      FOR step IN SELECT * FROM jsonb_to_recordset(given) AS s (policy text, key text) LOOP
        DELETE FROM {table} t
        WHERE t.policy = step.policy AND t.key = step.key AND t.state = '{}';
      END LOOP;
    END IF;
  END IF;
  RETURN jsonb_build_object('now', now_ms, 'steps', told)::text;
END
$sallyport$`
