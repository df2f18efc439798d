-- Ends a statement, and the transaction that it is a part of, with a refusal of Muster; so a verb sends its commit
-- without waiting for the answers before it. Never gives anything.
CREATE FUNCTION refuse(code text, extra text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING errcode = 'MU001', message = 'refused: ' || code, constraint = code, detail = coalesce(extra, '{}');
END
$$;
