CREATE TABLE "bindings" (
	"contact" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"handshake_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "bound_phone" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "code_hash" text;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "code_generation" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "code_key_id" text;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bindings" ADD CONSTRAINT "bindings_handshake_id_handshakes_id_fk" FOREIGN KEY ("handshake_id") REFERENCES "public"."handshakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_bound_phone" ON "accounts" USING btree ("bound_phone");--> statement-breakpoint
CREATE INDEX "handshakes_applicant" ON "handshakes" USING btree ("initiator_id","id") WHERE "handshakes"."kind" = 'join-request';--> statement-breakpoint
CREATE UNIQUE INDEX "organizations_code" ON "organizations" USING btree ("code_hash");