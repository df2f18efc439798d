CREATE TABLE "opt_outs" (
	"organization_id" text NOT NULL,
	"contact" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "opt_outs_once" PRIMARY KEY("organization_id","contact")
);
--> statement-breakpoint
ALTER TABLE "handshakes" ADD COLUMN "delivery_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "handshakes" ADD COLUMN "delivery_reason" text;--> statement-breakpoint
ALTER TABLE "handshakes" ADD COLUMN "reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "fate" text;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "fate_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "handshakes_unreminded" ON "handshakes" USING btree ("expires_at") WHERE "handshakes"."kind" = 'invitation' and "handshakes"."state" = 'open' and "handshakes"."reminded_at" is null;--> statement-breakpoint
CREATE INDEX "letters_provider" ON "letters" USING btree ("provider_id") WHERE "letters"."provider_id" is not null;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_fate" CHECK ("letters"."fate" in ('delayed', 'delivered', 'failed', 'bounced', 'complained'));--> statement-breakpoint
UPDATE "handshakes" h SET "delivery_reason" = (
  SELECT l."failure" FROM "letters" l WHERE l."handshake_id" = h."id" ORDER BY l."id" DESC LIMIT 1
) WHERE h."delivery" = 'failed';
