CREATE TABLE "seals" (
	"chain" text NOT NULL,
	"sequence" bigint NOT NULL,
	"audit_id" uuid NOT NULL,
	"key_id" text NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "seals_in_order" PRIMARY KEY("chain","sequence")
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "operator" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "refusal" text;--> statement-breakpoint
ALTER TABLE "handshakes" ADD COLUMN "recipient_id" uuid;--> statement-breakpoint
ALTER TABLE "handshakes" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "handle" text;--> statement-breakpoint
UPDATE "organizations" SET "handle" = "id";--> statement-breakpoint
ALTER TABLE "organizations" ALTER COLUMN "handle" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "licence_number" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "industry" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "scale" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "profile_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "entity_alone" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "seals" ADD CONSTRAINT "seals_audit_id_audit_id_fk" FOREIGN KEY ("audit_id") REFERENCES "public"."audit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "seals_once" ON "seals" USING btree ("audit_id");--> statement-breakpoint
ALTER TABLE "handshakes" ADD CONSTRAINT "handshakes_recipient_id_accounts_id_fk" FOREIGN KEY ("recipient_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "accounts_operators" ON "accounts" USING btree ("id") WHERE "accounts"."operator";--> statement-breakpoint
CREATE INDEX "audit_action_page" ON "audit" USING btree ("organization_id","action","id");--> statement-breakpoint
CREATE UNIQUE INDEX "entities_licence_number" ON "entities" USING btree ("licence_number");--> statement-breakpoint
CREATE INDEX "handshakes_recipient" ON "handshakes" USING btree ("recipient_id") WHERE "handshakes"."state" in ('requested', 'open');--> statement-breakpoint
CREATE INDEX "handshakes_requested" ON "handshakes" USING btree ("kind","id") WHERE "handshakes"."state" = 'requested';--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_handle" ON "organizations" USING btree ("handle");--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_entity_alone" ON "organizations" USING btree ("entity_id") WHERE "organizations"."entity_alone";--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_handle_form" CHECK ("organizations"."handle" = "organizations"."id" or ("organizations"."handle" ~ '^[a-z][a-z0-9-]{1,30}[a-z0-9]$' and "organizations"."handle" !~ '^o-'));--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_country_form" CHECK ("organizations"."country" ~ '^[A-Z]{2}$');--> statement-breakpoint

-- A seal is history like the row that it holds.
CREATE TRIGGER seals_kept BEFORE UPDATE OR DELETE ON seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER seals_not_emptied BEFORE TRUNCATE ON seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
