CREATE TABLE "contact_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"former" text,
	"contact" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"held_until" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "access_keys" ADD COLUMN "login" text;--> statement-breakpoint
ALTER TABLE "letters" ADD COLUMN "notice_id" uuid;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "ip" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "browser" text;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "system" text;--> statement-breakpoint
ALTER TABLE "contact_changes" ADD CONSTRAINT "contact_changes_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notices" ADD CONSTRAINT "notices_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contact_changes_former" ON "contact_changes" USING btree ("former") WHERE "contact_changes"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "contact_changes_account" ON "contact_changes" USING btree ("account_id");--> statement-breakpoint
-- A contact that was replaced is held for the account that had it. Asked after the row has its place in the index of
-- contacts: who waited there for the change sees what it holds.
CREATE FUNCTION must_not_be_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse('contact_taken', NULL) FROM contact_changes c
    WHERE c.former IN (NEW.email, NEW.phone) AND c.account_id <> NEW.id AND c.ended_at IS NULL
      AND c.held_until > clock_timestamp();
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER accounts_contact_held AFTER INSERT OR UPDATE OF email, phone ON accounts
  FOR EACH ROW EXECUTE FUNCTION must_not_be_held();
