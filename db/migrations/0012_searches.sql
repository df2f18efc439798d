CREATE INDEX "accounts_search" ON "accounts" USING gin (("name" || chr(10) || "number" || chr(10) || coalesce("email", '') || chr(10) || coalesce("phone", '')) gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "bindings_search" ON "bindings" USING gin ("contact" gin_trgm_ops);
