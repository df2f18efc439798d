CREATE TABLE "refused_channels" (
	"channel" text PRIMARY KEY NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	"next_probe_at" timestamp (3) with time zone NOT NULL
);
