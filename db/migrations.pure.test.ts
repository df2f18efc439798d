import fs from "node:fs"
import path from "node:path"
import { expect, test } from "vitest"

// Migrations run while Muster does, that of the version before included: docs/operations.md, "Upgrade and rollback".

const FOLDER = path.join(process.cwd(), "db", "migrations")
/** The last one that asks for a stop. From the next one on, two versions run beside each other. */
const LAST_WITH_STOP = "0023_factor_demands"
/** They hold few rows, however many members there are. */
const SMALL = [
  "bindings",
  "challenges",
  "factor_resets",
  "half_logins",
  "heartbeats",
  "refused_channels",
  "totp_drafts",
]
const VOLATILE =
  /add column .*(as identity|serial\b|default .*\b(gen_random_uuid|uuidv[47]|random|clock_timestamp|nextval)\()/i

/** Text, bodies of functions and comments: what they say is not done here. */
const SAID = /\$(\w*)\$[\s\S]*?\$\1\$|'(?:[^']|'')*'|--.*|\/\*[\s\S]*?\*\//g
const NAME = /(?:if exists )?(?:only )?(?:"?\w+"?\.)?"?(\w+)/.source
/** One that is there already is left as it is by IF NOT EXISTS. */
const MADE = new RegExp(`^create (?:unlogged )?table (?!if not exists)${NAME}`, "i")
const CHANGED = new RegExp(
  `^(?:alter table|create (?:unique )?index .*? on|update|delete from|merge into|insert into) ${NAME}`,
  "i",
)

type Form = [RegExp, string]
/** What may not be done to a table that was there before and may be large, and what to do in its place. */
const SLOW: Form[] = [
  [/^create (unique )?index/i, "keeps writers out: a table of its own, or an index that was made concurrently before"],
  [/add column .*generated always as .*stored/i, "writes the table anew: a plain column that the app writes"],
  [VOLATILE, "writes the table anew: a constant default"],
  [/alter column .* (set data )?type /i, "may write the table anew: a new column"],
  [/add column .* (unique|primary key|check ?\()/i, "reads the table through under a lock: a constraint, NOT VALID"],
  [/add constraint .* (check|foreign key)(?!.*not valid)/i, "reads the table through under a lock: NOT VALID"],
  [/add constraint .* (primary key|unique)(?!.*using index)/i, "keeps readers out: a table of its own"],
  [/^(update|delete from|merge into|insert into .* select)/i, "holds all its rows: in portions, by the worker"],
  [/^with .*\b(update|delete from|insert into|merge into) /i, "holds all its rows: in portions, by the worker"],
  [/^(cluster|vacuum full|lock table|reindex)/i, "locks the table"],
]
/** What may not be done to any table that was there before. */
const BREAKING: Form[] = [
  [/add column (?!.*default ).*not null/i, "what the version before inserts has no value for it: a default"],
  [/alter column .* set not null/i, "what the version before inserts may have none: later, a check that is NOT VALID"],
  [/^(do|call) /i, "hides what it does: statements"],
  [/^(drop table|truncate)|drop column/i, "the version before reads it: a version later"],
  [/^alter table .* rename /i, "the version before knows the former name: never"],
]

test.each(newer())("migration %s locks nothing for long, and lets the version before go on", (_, text) => {
  expect(faultsOf(text)).toEqual([])
})

test("what a migration may not do to a table that was there before is found, in a table of its own it may be done", () => {
  const fresh = ['CREATE TABLE "fresh" ("id" uuid NOT NULL);', 'CREATE INDEX "x" ON "fresh" ("id");']
  const named = ['CREATE TABLE "public"."other" ("id" uuid);', 'CREATE INDEX "y" ON "public"."other" ("id");']
  const more = [
    'ALTER TABLE "letters" ADD COLUMN "note" text, ADD "kind" text DEFAULT \'a;b, NOT NULL\';',
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE letters SET page = null; END $$;",
    'CREATE INDEX "x" ON "bindings" ("organization_id");',
  ]
  expect(faultsOf([...fresh, ...named, ...more].join("--> statement-breakpoint\n"))).toEqual([])
})

test.each([
  'CREATE INDEX "x" ON "letters" USING btree ("id");',
  'CREATE TABLE "public"."x" ("id" uuid); CREATE INDEX "x" ON "public"."letters" ("id");',
  'CREATE TABLE IF NOT EXISTS "letters" ("id" uuid); CREATE INDEX "x" ON "letters" ("id");',
  'DROP TABLE "letters"; CREATE TABLE "letters" ("id" uuid);',
  'ALTER TABLE "letters" ADD COLUMN "at" timestamp DEFAULT clock_timestamp() NOT NULL;',
  'ALTER TABLE "letters" ADD COLUMN "at" date GENERATED ALWAYS AS ("created_at"::date) STORED;',
  'ALTER TABLE "letters" ADD COLUMN "number" bigserial;',
  'ALTER TABLE "letters" ADD COLUMN "note" text UNIQUE;',
  'ALTER TABLE "bindings" ADD COLUMN "note" text NOT NULL;',
  'ALTER TABLE "letters" ADD COLUMN "a" int NOT NULL, ADD COLUMN "b" int DEFAULT 0;',
  'ALTER TABLE "letters" ADD "a" numeric(9, 2) NOT NULL;',
  'ALTER TABLE "letters" ADD CONSTRAINT "letters_page" CHECK ("page" <> \'\');',
  'ALTER TABLE "letters" ADD CHECK ("page" <> \'\');',
  'ALTER TABLE "letters" ALTER COLUMN "page" SET NOT NULL;',
  'ALTER TABLE "bindings" ALTER "contact" SET NOT NULL;',
  'ALTER TABLE "bindings" DROP COLUMN "contact";',
  '-- All of them.\nUPDATE "letters" SET "page" = null;',
  'ALTER TABLE "letters" ADD COLUMN "a" int; UPDATE "letters" SET "a" = 1;',
  'WITH "old" AS (SELECT 1) UPDATE "letters" SET "page" = null;',
  "DO $$ BEGIN UPDATE letters SET page = null; END $$;",
])("a migration that says %s is refused", (bad) => {
  expect(faultsOf(bad)).toHaveLength(1)
})

/** Every migration behind the last one with a stop, by its name. */
function newer(): [string, string][] {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith(".sql") && file > `${LAST_WITH_STOP}.sql`)
  return files.map((file) => [path.basename(file, ".sql"), fs.readFileSync(path.join(FOLDER, file), "utf8")])
}

function faultsOf(text: string): string[] {
  const statements = statementsOf(text)
  const madeBefore = (at: number) => statements.slice(0, at).flatMap((one) => MADE.exec(one)?.[1] ?? [])
  return statements.flatMap((one, at) => {
    const isOwn = madeBefore(at).includes(tableOf(one))
    const forms = isOwn ? [] : SMALL.includes(tableOf(one)) ? BREAKING : [...SLOW, ...BREAKING]
    return forms.filter(([form]) => form.test(one)).map(([, why]) => `${one}: ${why}`)
  })
}

/** Each on one line, and each action on a table as a statement of its own. */
function statementsOf(text: string): string[] {
  const bare = text
    .replaceAll("--> statement-breakpoint", ";")
    .replaceAll(SAID, (said) => (/^(--|\/\*)/.test(said) ? " " : "''"))
  return apart(bare, ";").flatMap((one) => actionsOf(one.replaceAll(/\s+/g, " ").trim()))
}

function actionsOf(statement: string): string[] {
  const [, head, actions] = /^(alter table (?:if exists )?(?:only )?\S+) (.*)$/i.exec(statement) ?? []
  return actions ? apart(actions, ",").map((action) => `${head} ${inFull(action.trim())}`) : [statement]
}

/** With the words that PostgreSQL lets one leave out. */
function inFull(action: string): string {
  return action
    .replace(/^add (?=check|foreign|unique|primary|exclude)/i, "ADD CONSTRAINT unnamed ")
    .replace(/^(add|alter|drop) (?!column |constraint )/i, "$1 COLUMN ")
}

/** What stands between these signs, but for those in parentheses. */
function apart(text: string, sign: string): string[] {
  let depth = 0
  const marked = [...text].map((letter) => {
    depth += Number(letter === "(") - Number(letter === ")")
    return letter === sign && depth === 0 ? "\0" : letter
  })
  return marked.join("").split("\0")
}

function tableOf(statement: string): string {
  return CHANGED.exec(statement)?.[1] ?? ""
}
