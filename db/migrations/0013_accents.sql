-- A name as a search compares it, like withoutAccents in lib/shared/typed/text.ts.
CREATE FUNCTION searchable(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN normalize(regexp_replace(regexp_replace(
    normalize(translate($1, 'øØłŁđĐħĦı', 'oOlLdDhHi'), NFKD), '[\u0300-\u036f]', '', 'g'), ' {2,}', ' ', 'g'), NFC);--> statement-breakpoint
DROP INDEX "accounts_search";--> statement-breakpoint
CREATE INDEX "accounts_search" ON "accounts" USING gin ((searchable("name") || chr(10) || "number" || chr(10) || coalesce("email", '') || chr(10) || coalesce("phone", '')) gin_trgm_ops);--> statement-breakpoint
ANALYZE "accounts";
