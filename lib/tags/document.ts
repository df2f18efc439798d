import { z } from "zod"
import { refuse } from "@/lib/shared/refusals"
import { TAG_KEY_MAX, TAG_TEXT, TAG_VALUE_MAX } from "@/lib/tags/text"

/** The most characters of a document. */
const SIZE_MAX = 10_000
const CONTROL = "@@operators_allowed_for_child_policies"
export const operators = ["@@assign", "@@append", "@@remove"] as const

export type Operator = (typeof operators)[number]
export type Allowed = ReadonlySet<Operator>

const control = z
  .array(z.enum([...operators, "@@all", "@@none"]))
  .min(1)
  .refine((names) => !names.includes("@@none") || names.length === 1, "@@none stands alone")
  .transform((names): Allowed => new Set(operators.filter((name) => names.includes("@@all") || names.includes(name))))
  .optional()
const keyText = z
  .string()
  .min(1)
  .max(TAG_KEY_MAX)
  .regex(TAG_TEXT, "a character that no tag has")
  .refine((text) => !text.startsWith("@@"), "no operator for this place")
const valueText = z
  .string()
  .max(TAG_VALUE_MAX)
  .refine((text) => text.split("*").length <= 2, "more than one *")
  .refine((text) => TAG_TEXT.test(text.replace("*", "")), "a character that no tag has")
const kindText = z.string().regex(/^[a-z][a-z0-9-]*:(\*|[A-Za-z0-9][A-Za-z0-9_./-]*)$/, "not service:type")

const keySetting = z.strictObject({
  [CONTROL]: control,
  "@@assign": keyText.transform((text) => [text]).optional(),
})
const document = z.strictObject({
  tags: z.custom<object>((value) => z.record(z.string(), z.unknown()).safeParse(value).success, "not an object"),
})
const rule = z.strictObject({
  [CONTROL]: control,
  tag_key: keySetting.optional(),
  tag_value: listSetting(valueText).optional(),
  enforced_for: listSetting(kindText).optional(),
})

function listSetting(item: z.ZodType<string>) {
  const list = z.array(item).optional()
  return z.strictObject({ [CONTROL]: control, "@@assign": list, "@@append": list, "@@remove": list })
}

/** A node of a policy document: what child policies may do to it, its own operators, and the nodes below it. */
export interface PolicyNode extends Partial<Record<Operator, readonly string[]>> {
  allowed?: Allowed
  below: ReadonlyMap<string, PolicyNode>
}

const blank = { below: new Map<string, never>() }

/** A tag policy, with its rules by their keys in lower case. */
export type TagPolicy = PolicyNode

/** Parses the document of a tag policy. Refuses `policy_malformed`, with what is wrong and where. (R52) */
export function parseTagPolicy(content: string): TagPolicy {
  if (content.length > SIZE_MAX) malformed(`longer than ${SIZE_MAX} characters`)
  const { tags } = parseWith(document, jsonOf(content), [])
  const { [CONTROL]: allowed, ...rules }: Record<string, unknown> = { ...tags }
  const below = new Map<string, PolicyNode>()
  for (const [key, value] of Object.entries(rules)) {
    const path = ["tags", key]
    const name = parseWith(keyText, key, path).toLowerCase()
    if (below.has(name)) malformed(`${path.join(".")}: stands there twice`)
    const { [CONTROL]: allowed, ...settings } = parseWith(rule, value, path)
    const spelling = settings.tag_key?.["@@assign"]?.[0] ?? key
    if (spelling.toLowerCase() !== name) malformed(`${path.join(".")}.tag_key: another key than the rule's`)
    below.set(name, {
      allowed,
      below: new Map(Object.entries(settings).map(([name, setting]) => [name, settingNode(setting)])),
    })
  }
  return { allowed: parseWith(control, allowed, ["tags", CONTROL]), below }
}

type Setting = z.infer<ReturnType<typeof listSetting>>

function settingNode({ [CONTROL]: allowed, ...values }: Setting): PolicyNode {
  return { ...values, allowed, ...blank }
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return malformed("not JSON")
  }
}

function parseWith<T>(form: z.ZodType<T>, value: unknown, path: string[]): T {
  const { success, data, error } = form.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  return malformed(`${[...path, ...(issue?.path ?? [])].join(".") || "the document"}: ${issue?.message}`)
}

function malformed(why: string): never {
  return refuse("policy_malformed", { facts: { why } })
}
