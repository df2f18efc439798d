import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { type Allowed, type Operator, operators, type PolicyNode, type TagPolicy } from "@/lib/tags/document"

/** What is refused, where a rule is enforced for it: a member account, by any of its names. */
const MEMBER_ACCOUNT = ["organizations:account", "organizations:*", "organizations:ALL_SUPPORTED"]

/** What the policies together demand of the tags of one key. */
interface Rule {
  /** The key in the case that it must have. */
  tag_key: string
  /** The values that a tag may have; any, where it is missing. */
  tag_value?: readonly string[]
  /** The kinds of things that are refused other tags. */
  enforced_for?: readonly string[]
}

/** The rules that hold, by their keys in lower case. */
export type MergedPolicy = ReadonlyMap<string, Rule>

/** A place of a policy after some levels: what the levels below may do to it, and what it has come to. */
interface Merged {
  allowed: Allowed
  values?: readonly string[]
  below: ReadonlyMap<string, Merged>
}

/**
 * Merges policies from the root down to the account, at each level in the order of attachment: the first `@@assign`
 * stands for what is inherited, `@@remove` takes from what is inherited, `@@append` adds. What a level above has not
 * allowed is passed over; the control of a container is for what a child would add to it.
 */
export function mergeTagPolicies(levels: readonly (readonly TagPolicy[])[]): MergedPolicy {
  const start: Merged = { allowed: new Set(operators), below: new Map() }
  const { below } = levels.reduce(merge, start)
  return new Map([...below].flatMap(([key, { below }]) => ruleOf(key, below)))
}

function merge(inherited: Merged, level: readonly PolicyNode[]): Merged {
  const names = new Set([inherited, ...level].flatMap(({ below }) => [...below.keys()]))
  const under = (name: string) =>
    merge(
      inherited.below.get(name) ?? { allowed: inherited.allowed, below: new Map() },
      level.flatMap(({ below }) => below.get(name) ?? []),
    )
  return {
    allowed: level.reduce(narrowed, inherited.allowed),
    values: valuesOf(inherited, level),
    below: new Map([...names].map((name) => [name, under(name)])),
  }
}

function narrowed(all: Allowed, { allowed }: PolicyNode): Allowed {
  return allowed ? new Set([...all].filter((one) => allowed.has(one))) : all
}

function valuesOf({ allowed, values }: Merged, level: readonly PolicyNode[]): readonly string[] | undefined {
  const said = (operator: Operator) =>
    allowed.has(operator) ? level.flatMap((one) => (one[operator] ? [one[operator]] : [])) : []
  const [assigned] = said("@@assign")
  const removed = said("@@remove").flat()
  const base = assigned ?? values?.filter((value) => !removed.includes(value))
  const appended = said("@@append")
  return base || appended.length > 0 ? [...new Set([...(base ?? []), ...appended.flat()])] : undefined
}

/** A rule that says nothing is none; enforced for nothing is not enforced. */
function ruleOf(key: string, below: Merged["below"]): [string, Rule][] {
  const values = (name: keyof Rule) => below.get(name)?.values
  const [spelling] = values("tag_key") ?? []
  const [allowed, kinds] = [values("tag_value"), values("enforced_for")]
  if (!spelling && !allowed && !kinds?.length) return []
  const rule = { tag_key: spelling ?? key, tag_value: allowed, enforced_for: kinds?.length ? kinds : undefined }
  return [[key, rule]]
}

/** The effective policy as a document with plain values, its keys in lower case. */
export function effectiveDocument(policy: MergedPolicy): string {
  return JSON.stringify({ tags: Object.fromEntries(policy) })
}

/** What the policy does not allow of the tags of a member account; keys that it does not name are all allowed (R52). */
export function violationsOf(policy: MergedPolicy, tags: readonly Tag[]): TagViolation[] {
  return tags.flatMap(({ key, value }): TagViolation[] => {
    const rule = policy.get(key.toLowerCase())
    if (!rule?.enforced_for?.some((kind) => MEMBER_ACCOUNT.includes(kind))) return []
    if (key !== rule.tag_key) return [{ key, why: "case", right: [rule.tag_key] }]
    const { tag_value: right } = rule
    return !right || right.some((pattern) => matchesPattern(pattern, value)) ? [] : [{ key, why: "value", right }]
  })
}

/** A `*` stands for any characters, or none. */
function matchesPattern(pattern: string, value: string): boolean {
  const [start = "", end] = pattern.split("*")
  if (end === undefined) return value === pattern
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end)
}
