DROP INDEX "accounts_bound_phone";--> statement-breakpoint

-- The table holds only what waits and what has failed, so its new key is made at once.
ALTER TABLE "bindings" ADD COLUMN "organization_id" text;--> statement-breakpoint
UPDATE "bindings" b SET "organization_id" = h."organization_id" FROM "handshakes" h WHERE h."id" = b."handshake_id";--> statement-breakpoint
ALTER TABLE "bindings" ALTER COLUMN "organization_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "bindings" DROP CONSTRAINT "bindings_pkey";--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_once" PRIMARY KEY("organization_id","contact");
