ALTER TABLE "handshakes" ADD COLUMN "trouble" text GENERATED ALWAYS AS (case when "delivery" in ('delayed', 'failed', 'bounced', 'complained') then "delivery" end) STORED;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "last_active_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "watched_since" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "memberships" ADD COLUMN "last_active_on" date GENERATED ALWAYS AS ((coalesce("last_active_at", "watched_since") at time zone 'UTC')::date) STORED NOT NULL;--> statement-breakpoint
CREATE INDEX "handshakes_trouble" ON "handshakes" USING btree ("organization_id","trouble","id") WHERE "handshakes"."kind" = 'invitation' and "handshakes"."trouble" is not null;--> statement-breakpoint
CREATE INDEX "memberships_came_page" ON "memberships" USING btree ("organization_id","origin","joined_at","account_id") WHERE "memberships"."origin" <> 'invitation';--> statement-breakpoint
CREATE INDEX "memberships_inactive" ON "memberships" USING btree ("organization_id","last_active_on","account_id") WHERE "memberships"."last_active_on" > '-infinity';--> statement-breakpoint

-- The hour of a member's last activity is written again and again, and finds room beside itself.
ALTER TABLE "memberships" SET (fillfactor = 85);
