CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"password_hash" text,
	"locale" text DEFAULT 'en' NOT NULL,
	"seller" text DEFAULT 'muster' NOT NULL,
	"entity_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "accounts_number_form" CHECK ("accounts"."number" ~ '^[0-9]{12}$'),
	CONSTRAINT "accounts_email_form" CHECK ("accounts"."email" = lower("accounts"."email")),
	CONSTRAINT "accounts_phone_form" CHECK ("accounts"."phone" ~ '^[+][1-9][0-9]{6,14}$'),
	CONSTRAINT "accounts_locale" CHECK ("accounts"."locale" in ('en', 'zh-CN'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text,
	"actor_id" uuid,
	"action" text NOT NULL,
	"target" text,
	"handshake_id" uuid,
	"ip" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "entities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"licence_number" text NOT NULL,
	"type" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entities_type" CHECK ("entities"."type" in ('enterprise', 'sole_proprietorship', 'individual'))
);
--> statement-breakpoint
CREATE TABLE "handshakes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"kind" text NOT NULL,
	"state" text NOT NULL,
	"subject" text NOT NULL,
	"initiator_id" uuid NOT NULL,
	"terms" jsonb NOT NULL,
	"generation" integer DEFAULT 1 NOT NULL,
	"key_id" text NOT NULL,
	"lifetime_seconds" integer NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"settled_by" uuid,
	"delivery" text,
	CONSTRAINT "handshakes_state" CHECK ("handshakes"."state" in ('requested', 'open', 'accepted', 'declined', 'canceled', 'expired')),
	CONSTRAINT "handshakes_settled" CHECK (("handshakes"."state" in ('requested', 'open')) = ("handshakes"."settled_at" is null)),
	CONSTRAINT "handshakes_invited_role" CHECK ("handshakes"."kind" <> 'invitation' or coalesce("handshakes"."terms" ->> 'role', '') in ('finance_admin', 'dev_admin', 'member'))
);
--> statement-breakpoint
CREATE TABLE "heartbeats" (
	"name" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "letters" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template" text NOT NULL,
	"channel" text NOT NULL,
	"recipient" text NOT NULL,
	"locale" text NOT NULL,
	"handshake_id" uuid,
	"generation" integer,
	"proof_id" uuid,
	"words" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"first_tried_at" timestamp (3) with time zone,
	"next_try_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"provider_id" text,
	"failure" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "letters_channel" CHECK ("letters"."channel" in ('email', 'sms')),
	CONSTRAINT "letters_state" CHECK ("letters"."state" in ('queued', 'sent', 'failed', 'dropped'))
);
--> statement-breakpoint
CREATE TABLE "limits" (
	"key" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"organization_id" text NOT NULL,
	"account_id" uuid NOT NULL,
	"role" text NOT NULL,
	"origin" text NOT NULL,
	"handshake_id" uuid,
	"affiliated" boolean DEFAULT false NOT NULL,
	"joined_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_once" PRIMARY KEY("organization_id","account_id"),
	CONSTRAINT "memberships_role" CHECK ("memberships"."role" in ('super_admin', 'admin', 'finance_admin', 'dev_admin', 'member')),
	CONSTRAINT "memberships_origin" CHECK ("memberships"."origin" in ('founder', 'created', 'handshake')),
	CONSTRAINT "memberships_handshake_named" CHECK (("memberships"."origin" = 'handshake') = ("memberships"."handshake_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"entity_id" uuid,
	"seller" text DEFAULT 'muster' NOT NULL,
	"quota" integer DEFAULT 1000 NOT NULL,
	"member_count" integer DEFAULT 0 NOT NULL,
	"pending_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_id_form" CHECK ("organizations"."id" ~ '^o-[a-z0-9]{10,32}$'),
	CONSTRAINT "organizations_name_given" CHECK (length(trim("organizations"."name")) > 0)
);
--> statement-breakpoint
CREATE TABLE "proofs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"contact" text NOT NULL,
	"account_id" uuid,
	"draft" jsonb,
	"decoy" boolean DEFAULT false NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "proofs_purpose" CHECK ("proofs"."purpose" in ('register', 'contact', 'reset'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"hash" text PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"seen_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_entity_id_entities_id_fk" FOREIGN KEY ("entity_id") REFERENCES "public"."entities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_actor_id_accounts_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_handshake_id_handshakes_id_fk" FOREIGN KEY ("handshake_id") REFERENCES "public"."handshakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handshakes" ADD CONSTRAINT "handshakes_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handshakes" ADD CONSTRAINT "handshakes_initiator_id_accounts_id_fk" FOREIGN KEY ("initiator_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handshakes" ADD CONSTRAINT "handshakes_settled_by_accounts_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_handshake_id_handshakes_id_fk" FOREIGN KEY ("handshake_id") REFERENCES "public"."handshakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_proof_id_proofs_id_fk" FOREIGN KEY ("proof_id") REFERENCES "public"."proofs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_handshake_id_handshakes_id_fk" FOREIGN KEY ("handshake_id") REFERENCES "public"."handshakes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_entity_id_entities_id_fk" FOREIGN KEY ("entity_id") REFERENCES "public"."entities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proofs" ADD CONSTRAINT "proofs_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_number" ON "accounts" USING btree ("number");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email" ON "accounts" USING btree ("email");--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_phone" ON "accounts" USING btree ("phone");--> statement-breakpoint
CREATE INDEX "audit_page" ON "audit" USING btree ("organization_id","id");--> statement-breakpoint
CREATE INDEX "audit_handshake" ON "audit" USING btree ("handshake_id");--> statement-breakpoint
CREATE UNIQUE INDEX "handshakes_one_pending" ON "handshakes" USING btree ("organization_id","kind","subject") WHERE "handshakes"."state" in ('requested', 'open');--> statement-breakpoint
CREATE INDEX "handshakes_page" ON "handshakes" USING btree ("organization_id","kind","id");--> statement-breakpoint
CREATE INDEX "handshakes_state_page" ON "handshakes" USING btree ("organization_id","kind","state","id","expires_at");--> statement-breakpoint
CREATE INDEX "handshakes_subject_page" ON "handshakes" USING btree ("organization_id","kind","subject","id");--> statement-breakpoint
CREATE INDEX "handshakes_subject" ON "handshakes" USING gin ("subject" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "letters_due" ON "letters" USING btree ("next_try_at") WHERE "letters"."state" = 'queued';--> statement-breakpoint
CREATE INDEX "letters_handshake" ON "letters" USING btree ("handshake_id");--> statement-breakpoint
CREATE INDEX "memberships_account" ON "memberships" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "memberships_page" ON "memberships" USING btree ("organization_id","joined_at","account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_one_super_admin" ON "memberships" USING btree ("organization_id") WHERE "memberships"."role" = 'super_admin';--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_one_affiliation" ON "memberships" USING btree ("account_id") WHERE "memberships"."affiliated";--> statement-breakpoint
CREATE INDEX "proofs_contact" ON "proofs" USING btree ("contact","created_at");--> statement-breakpoint
CREATE INDEX "sessions_account" ON "sessions" USING btree ("account_id");