ALTER TABLE "letters" ADD COLUMN "perhaps_taken" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- What was tried before may have been taken.
UPDATE "letters" SET "perhaps_taken" = true WHERE "state" = 'queued' AND "first_tried_at" IS NOT NULL;
