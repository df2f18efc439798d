CREATE TABLE "access_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"organization_id" text,
	"name" text NOT NULL,
	"permissions" text[] NOT NULL,
	"secret" text NOT NULL,
	"key_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"last_used_from" text,
	CONSTRAINT "access_keys_id_form" CHECK ("access_keys"."id" ~ '^[A-Z0-9]{20}$'),
	CONSTRAINT "access_keys_permissions" CHECK ("access_keys"."permissions" <@ array['read', 'invite', 'answer', 'accounts', 'tag', 'policies', 'organization'])
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" text PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"content" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policies_id_form" CHECK ("policies"."id" ~ '^p-[0-9a-z]{10,32}$')
);
--> statement-breakpoint
CREATE TABLE "policy_attachments" (
	"sequence" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "policy_attachments_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"policy_id" text NOT NULL,
	"organization_id" text NOT NULL,
	"account_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "policy_attachments_once" UNIQUE NULLS NOT DISTINCT("policy_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "replies" (
	"access_key_id" text NOT NULL,
	"invocation" text NOT NULL,
	"question" text NOT NULL,
	"answer" jsonb,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "replies_once" PRIMARY KEY("access_key_id","invocation","question")
);
--> statement-breakpoint
CREATE TABLE "requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"access_key_id" text NOT NULL,
	"organization_id" text,
	"operation" text NOT NULL,
	"error" text,
	"ip" text,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tags" (
	"organization_id" text NOT NULL,
	"account_id" uuid NOT NULL,
	"key" text NOT NULL,
	"value" text NOT NULL,
	CONSTRAINT "tags_once" PRIMARY KEY("organization_id","account_id","key"),
	CONSTRAINT "tags_length" CHECK (length("tags"."key") between 1 and 128 and length("tags"."value") <= 256)
);
--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "daily_limit" integer;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "initializing" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "all_features" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "tag_policies" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "organizations" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "access_keys" ADD CONSTRAINT "access_keys_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_keys" ADD CONSTRAINT "access_keys_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_attachments" ADD CONSTRAINT "policy_attachments_policy_id_policies_id_fk" FOREIGN KEY ("policy_id") REFERENCES "public"."policies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_attachments" ADD CONSTRAINT "policy_attachments_member" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."memberships"("organization_id","account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_access_key_id_access_keys_id_fk" FOREIGN KEY ("access_key_id") REFERENCES "public"."access_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_access_key_id_access_keys_id_fk" FOREIGN KEY ("access_key_id") REFERENCES "public"."access_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "requests" ADD CONSTRAINT "requests_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tags" ADD CONSTRAINT "tags_member" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."memberships"("organization_id","account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_keys_organization" ON "access_keys" USING btree ("organization_id","created_at");--> statement-breakpoint
CREATE INDEX "access_keys_account" ON "access_keys" USING btree ("account_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "policies_name" ON "policies" USING btree ("organization_id","name");--> statement-breakpoint
CREATE INDEX "policies_page" ON "policies" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "policy_attachments_target" ON "policy_attachments" USING btree ("organization_id","account_id","sequence");--> statement-breakpoint
CREATE INDEX "replies_at" ON "replies" USING btree ("at");--> statement-breakpoint
CREATE INDEX "requests_page" ON "requests" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "requests_key_page" ON "requests" USING btree ("access_key_id","id");--> statement-breakpoint
CREATE INDEX "requests_refused" ON "requests" USING btree ("organization_id","id") WHERE "requests"."error" is not null;--> statement-breakpoint
CREATE INDEX "requests_at" ON "requests" USING btree ("at");--> statement-breakpoint
CREATE INDEX "handshakes_addressee" ON "handshakes" USING btree ("subject","id") WHERE "handshakes"."kind" in ('invitation', 'feature-approval');--> statement-breakpoint

-- An organization that its owner has deleted has nobody any more.
CREATE OR REPLACE FUNCTION must_have_super_admin() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organization text;
BEGIN
  IF TG_TABLE_NAME = 'organizations' THEN organization := NEW.id; ELSE organization := OLD.organization_id; END IF;
  IF NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organization AND m.role = 'super_admin')
     AND NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = organization AND o.closed_at IS NOT NULL AND o.member_count = 0) THEN
    RAISE EXCEPTION 'organization % has no super admin', organization
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organizations_super_admin';
  END IF;
  RETURN NULL;
END $$;
