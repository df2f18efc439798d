-- What the tables cannot say with keys and checks.

-- Counts of members and of pending invitations, so that a quota is never counted over a table.
CREATE FUNCTION count_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE organizations o SET member_count = o.member_count + c.n
      FROM (SELECT organization_id, count(*)::int AS n FROM changed GROUP BY 1) c WHERE o.id = c.organization_id;
  ELSE
    UPDATE organizations o SET member_count = o.member_count - c.n
      FROM (SELECT organization_id, count(*)::int AS n FROM changed GROUP BY 1) c WHERE o.id = c.organization_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER members_added AFTER INSERT ON memberships
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_members();
--> statement-breakpoint
CREATE TRIGGER members_removed AFTER DELETE ON memberships
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_members();
--> statement-breakpoint
CREATE FUNCTION count_pending_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE organizations o SET pending_count = o.pending_count + c.n
    FROM (SELECT organization_id, count(*)::int AS n FROM added
          WHERE kind = 'invitation' AND state IN ('requested', 'open') GROUP BY 1) c
   WHERE o.id = c.organization_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER handshakes_added AFTER INSERT ON handshakes
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_pending_added();
--> statement-breakpoint
CREATE FUNCTION count_pending_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE organizations SET pending_count = pending_count - 1 WHERE id = NEW.organization_id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER handshakes_settled AFTER UPDATE ON handshakes FOR EACH ROW
  WHEN (OLD.kind = 'invitation' AND OLD.state IN ('requested', 'open') AND NEW.state NOT IN ('requested', 'open'))
  EXECUTE FUNCTION count_pending_settled();
--> statement-breakpoint

-- A settled handshake never changes its state again, and no history is deleted.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are history: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER handshakes_final BEFORE UPDATE ON handshakes FOR EACH ROW
  WHEN (OLD.state NOT IN ('requested', 'open') AND NEW.state IS DISTINCT FROM OLD.state)
  EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER handshakes_kept BEFORE DELETE ON handshakes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
--> statement-breakpoint

-- At most one super admin is an index; at least one is asked when the transaction commits.
CREATE FUNCTION must_have_super_admin() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organization text;
BEGIN
  IF TG_TABLE_NAME = 'organizations' THEN organization := NEW.id; ELSE organization := OLD.organization_id; END IF;
  IF NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = organization AND m.role = 'super_admin') THEN
    RAISE EXCEPTION 'organization % has no super admin', organization
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'organizations_super_admin';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER organizations_super_admin AFTER INSERT ON organizations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION must_have_super_admin();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER memberships_super_admin_kept AFTER UPDATE OR DELETE ON memberships
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'super_admin') EXECUTE FUNCTION must_have_super_admin();
