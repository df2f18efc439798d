import type { Tag, TagViolation } from "@/lib/shared/rows/tags"
import { type Allowed, type Operator, operators, type PolicyNode, type TagPolicy } from "@/lib/tags/document"

/** The names of a member account in `enforced_for`. */
const MEMBER_ACCOUNT = ["organizations:account", "organizations:*", "organizations:ALL_SUPPORTED"]

/** What the merged policies demand of the tags of one key. */
interface Rule {
  /** The key in its required case. */
  tag_key: string
  /** The values that a tag may have; undefined allows any. */
  tag_value?: readonly string[]
  /** The kinds of resources that are refused other tags. */
  enforced_for?: readonly string[]
}

/** The rules by their keys in lower case. */
export type MergedPolicy = ReadonlyMap<string, Rule>

/** A node after some levels: the operators that the levels below may use, and its values so far. */
interface Merged {
  allowed: Allowed
  values?: readonly string[]
  below: ReadonlyMap<string, Merged>
}

/**
 * Merges policies from the root down to the account, at each level in the order of attachment: the first `@@assign`
 * replaces the inherited values, `@@remove` takes some away, `@@append` adds some. Operators that a level above forbids
 * are ignored, and the control of a container applies to what a child would add to it.
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
  return allowed ? new Set([...all].filter((operator) => allowed.has(operator))) : all
}

function valuesOf({ allowed, values }: Merged, level: readonly PolicyNode[]): readonly string[] | undefined {
  const valuesFor = (operator: Operator) =>
    allowed.has(operator) ? level.flatMap((node) => (node[operator] ? [node[operator]] : [])) : []
  const [assigned] = valuesFor("@@assign")
  const removed = valuesFor("@@remove").flat()
  const base = assigned ?? values?.filter((value) => !removed.includes(value))
  const appended = valuesFor("@@append")
  return base || appended.length > 0 ? [...new Set([...(base ?? []), ...appended.flat()])] : undefined
}

/** The rule of a key; no rule where its node has no values, because an empty rule demands nothing. */
function ruleOf(key: string, below: Merged["below"]): [string, Rule][] {
  const values = (name: keyof Rule) => below.get(name)?.values
  const [spelling] = values("tag_key") ?? []
  const allowed = values("tag_value")
  const kinds = values("enforced_for")
  if (!spelling && !allowed && !kinds?.length) return []
  const rule = { tag_key: spelling ?? key, tag_value: allowed, enforced_for: kinds?.length ? kinds : undefined }
  return [[key, rule]]
}

/** The effective policy as a document with plain values, its keys in lower case. */
export function effectiveDocument(policy: MergedPolicy): string {
  return JSON.stringify({ tags: Object.fromEntries(policy) })
}

/** The tags of a member account that the policy does not allow; keys that it does not name are allowed. (R52) */
export function violationsOf(policy: MergedPolicy, tags: readonly Tag[]): TagViolation[] {
  return tags.flatMap(({ key, value }): TagViolation[] => {
    const rule = policy.get(key.toLowerCase())
    if (!rule?.enforced_for?.some((kind) => MEMBER_ACCOUNT.includes(kind))) return []
    if (key !== rule.tag_key) return [{ key, why: "case", right: [rule.tag_key] }]
    const { tag_value: right } = rule
    return !right || right.some((pattern) => matchesPattern(pattern, value)) ? [] : [{ key, why: "value", right }]
  })
}

/** Matches with `*` for any number of characters. */
function matchesPattern(pattern: string, value: string): boolean {
  const [start = "", end] = pattern.split("*")
  if (end === undefined) return value === pattern
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end)
}
