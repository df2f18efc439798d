// Shows an organization and sets what its operators decide:
// npm run organization -- ID [--quota N] [--daily-limit N|default] [--initializing on|off] [--seller NAME]
import { connect } from "@/db/client"
import { type OrganizationSettings, organizationSettings, setOrganization } from "@/lib/operator/organization-settings"
import { COUNTED, isMore } from "@/lib/shared/counts"
import { mistyped, typedWords } from "@/scripts/tools/command-line"
import { databaseAddress, fail } from "@/scripts/tools/database-target"

const USAGE = `npm run organization -- ID [--quota N] [--daily-limit N|default] [--initializing on|off] [--seller NAME]
ID is the Organization ID, or the API ID (o-…): both are on IAM > Organization Profile.`

const NUMBER = "a whole number above zero, a million at most"
const meanings = {
  quota: ["--quota", NUMBER],
  dailyLimit: ["--daily-limit", `${NUMBER}, or default`],
  initializing: ["--initializing", "on or off"],
  seller: ["--seller", "lowercase letters, digits and hyphens, 40 at most"],
} as const

const { id, settings } = typed()
const { db, close } = connect(databaseAddress(), { pool: 1 })
const standing = await setOrganization({ db }, id, settings).finally(close)
if (!standing) fail(`Organization ${id} does not exist.`)
if (standing.closed && Object.keys(settings).length > 0) fail(`${standing.name} has been deleted. Nothing was changed.`)
for (const [word, value] of shown(standing)) console.log(`${`${word}:`.padEnd(22)}${value}`)

function typed() {
  const { values, positionals } = typedWords(USAGE, ["quota", "daily-limit", "initializing", "seller"])
  const [id, more] = positionals
  if (!id) mistyped("Specify an organization.", USAGE)
  if (more !== undefined) mistyped(`Unexpected argument: ${more}. Specify one organization at a time.`, USAGE)
  const { "daily-limit": dailyLimit, ...rest } = values
  const settings = { ...rest, ...(dailyLimit === undefined ? {} : { dailyLimit }) }
  const { data, error } = organizationSettings.safeParse(settings)
  if (data) return { id, settings: data }
  const wrong = error.issues[0]?.path[0] as keyof typeof meanings
  const [option, meaning] = meanings[wrong]
  return mistyped(`${option} ${settings[wrong]}: ${meaning}.`, USAGE)
}

function shown(one: OrganizationSettings): [string, string | number][] {
  const yes = (is: boolean) => (is ? "yes" : "no")
  return [
    ["name", one.closed ? `${one.name} (deleted)` : one.name],
    ["Organization ID", one.handle],
    ["API ID", one.id],
    ["seller", one.seller],
    ["quota", `${one.quota} (${counted(one.members)} members, ${counted(one.pending)} pending invitations)`],
    ["invitations per day", one.dailyLimit ?? "default"],
    ["initializing", one.initializing ? "on" : "off"],
    ["certified", yes(one.certified)],
    ["all features", yes(one.allFeatures)],
  ]
}

function counted(count: number): string {
  return isMore(count) ? `${COUNTED}+` : String(count)
}
