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
  /add column .*(as identity|\bserial\b|default [^,]*\b(gen_random_uuid|random|clock_timestamp|nextval)\()/i

type Form = [RegExp, string]
/** What may not be done to a table that was there before and may be large, and what to do in its place. */
const SLOW: Form[] = [
  [/^create (unique )?index/i, "keeps writers out: a table of its own, or an index that was made concurrently before"],
  [/add column .*generated always as .*stored/i, "writes the table anew: a plain column that the app writes"],
  [VOLATILE, "writes the table anew: a constant default"],
  [/alter column .* (set data )?type /i, "may write the table anew: a new column"],
  [/alter column .* set not null/i, "reads the table through under a lock: a check that is NOT VALID"],
  [/add constraint .* (check|foreign key)(?!.*not valid)/i, "reads the table through under a lock: NOT VALID"],
  [/add constraint .* (primary key|unique)(?!.*using index)/i, "keeps readers out: a table of its own"],
  [/^(update|delete from|insert into .* select)/i, "holds all its rows: in portions, by the worker"],
  [/^(cluster|vacuum full|lock table|reindex)/i, "locks the table"],
]
/** What may not be done to any table that was there before. */
const BREAKING: Form[] = [
  [/add column (?!.*default ).*not null/i, "what the version before inserts has no value for it: a default"],
  [/^(drop table|truncate)|drop column/i, "the version before reads it: a version later"],
  [/^alter table .* rename /i, "the version before knows the former name: never"],
]

test.each(newer())("migration %s locks nothing for long, and lets the version before go on", (_, text) => {
  expect(faultsOf(text)).toEqual([])
})

test("what a migration may not do to a table that was there before is found, in a table of its own it may be done", () => {
  const fresh = ['CREATE TABLE "fresh" ("id" uuid NOT NULL);', 'CREATE INDEX "x" ON "fresh" ("id");']
  const more = ['ALTER TABLE "letters" ADD COLUMN "note" text;', 'CREATE INDEX "x" ON "bindings" ("organization_id");']
  expect(faultsOf([...fresh, ...more].join("--> statement-breakpoint\n"))).toEqual([])
  for (const bad of [
    'CREATE INDEX "x" ON "letters" USING btree ("id");',
    'ALTER TABLE "letters" ADD COLUMN "at" timestamp DEFAULT clock_timestamp() NOT NULL;',
    'ALTER TABLE "letters" ADD COLUMN "at" date GENERATED ALWAYS AS ("created_at"::date) STORED;',
    'ALTER TABLE "bindings" ADD COLUMN "note" text NOT NULL;',
    'ALTER TABLE "letters" ADD CONSTRAINT "letters_page" CHECK ("page" <> \'\');',
    'ALTER TABLE "letters" ALTER COLUMN "page" SET NOT NULL;',
    'ALTER TABLE "bindings" DROP COLUMN "contact";',
    '-- All of them.\nUPDATE "letters" SET "page" = null;',
  ])
    expect(faultsOf(bad), bad).toHaveLength(1)
})

/** Every migration behind the last one with a stop, by its name. */
function newer(): [string, string][] {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith(".sql") && file > `${LAST_WITH_STOP}.sql`)
  return files.map((file) => [path.basename(file, ".sql"), fs.readFileSync(path.join(FOLDER, file), "utf8")])
}

function faultsOf(text: string): string[] {
  const statements = text.split("--> statement-breakpoint").map(onOneLine)
  const own = statements.flatMap((one) => /^create table (?:if not exists )?"?(\w+)/i.exec(one)?.[1] ?? [])
  const found = (forms: Form[], spared: string[]) =>
    statements
      .filter((one) => !spared.includes(tableOf(one)))
      .flatMap((one) => forms.filter(([form]) => form.test(one)).map(([, why]) => `${one}: ${why}`))
  return [...found(SLOW, [...own, ...SMALL]), ...found(BREAKING, own)]
}

function onOneLine(statement: string): string {
  const spoken = statement.replaceAll(/^\s*--.*$/gm, "")
  return spoken.replaceAll(/\s+/g, " ").trim()
}

function tableOf(statement: string): string {
  const form = /^(?:alter table|create (?:unique )?index .*? on|update|delete from|insert into) (?:only )?"?(\w+)/i
  return form.exec(statement)?.[1] ?? ""
}
