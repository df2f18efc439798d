import { describe, expect, test } from "vitest"
import { Refusal } from "@/lib/shared/refusals"
import type { Tag } from "@/lib/shared/rows/tags"
import { parseTagPolicy } from "@/lib/tags/document"
import { effectiveDocument, mergeTagPolicies, violationsOf } from "@/lib/tags/merge"

const CONTROL = "@@operators_allowed_for_child_policies"
const ENFORCED = { "@@assign": ["organizations:account"] }

/** A policy with rules by their keys. */
const policy = (tags: object) => parseTagPolicy(JSON.stringify({ tags }))
/** A policy about the values of one key. */
const values = (setting: object) => policy({ costcenter: { tag_value: setting } })
/** What comes of the levels, as programs read it. */
const merged = (...levels: object[][]) =>
  JSON.parse(effectiveDocument(mergeTagPolicies(levels.map((level) => level.map((tags) => policy(tags)))))).tags
/** The values of one key that come of the levels. */
const mergedValues = (...levels: object[][]) =>
  mergeTagPolicies(levels.map((level) => level.map(values))).get("costcenter")?.tag_value

function wrong(content: string): string {
  try {
    parseTagPolicy(content)
  } catch (error) {
    if (error instanceof Refusal && error.code === "policy_malformed") return String(error.extra.facts?.why)
    throw error
  }
  return "fine"
}

const wrongTags = (tags: unknown) => wrong(JSON.stringify({ tags }))

describe("a document", () => {
  test("R52 it is read whatever operators it uses, down to one that says nothing", () => {
    for (const tags of [
      {},
      { costcenter: {} },
      { CostCenter: { tag_key: { "@@assign": "costCENTER", [CONTROL]: ["@@none"] } } },
      { costcenter: { [CONTROL]: ["@@assign", "@@append"], tag_value: { "@@append": ["30*"], "@@remove": [] } } },
      { [CONTROL]: ["@@all"], a: { enforced_for: { "@@assign": ["ec2:*", "organizations:ALL_SUPPORTED"] } } },
      { "成本 中心": { tag_value: { "@@assign": ["一", ""] } } },
      JSON.parse('{"__proto__": {"tag_value": {"@@assign": ["1"]}}}'),
    ]) {
      expect(wrongTags(tags), JSON.stringify(tags)).toBe("fine")
    }
  })

  test("R52 what is wrong with it, and where, is said", () => {
    expect(wrong("{")).toBe("not JSON")
    expect(wrong("[]")).toMatch(/^the document: /)
    expect(wrong("{}")).toMatch(/^tags: /)
    expect(wrong('{"tags": [1]}')).toBe("tags: not an object")
    expect(wrong('{"tags": {}, "tagz": {}}')).toMatch(/tagz/)
    expect(wrongTags({ costcenter: 1 })).toMatch(/^tags\.costcenter: /)
    expect(wrongTags({ costcenter: { tag_valu: {} } })).toMatch(/tag_valu/)
    expect(wrongTags({ costcenter: { tag_value: ["100"] } })).toMatch(/^tags\.costcenter\.tag_value: /)
    expect(wrongTags({ costcenter: { tag_value: { "@@assign": "100" } } })).toMatch(/@@assign: /)
    expect(wrongTags({ costcenter: { tag_value: { "@@assign": [100] } } })).toMatch(/@@assign\.0: /)
    expect(wrongTags({ costcenter: { tag_value: { "@@assign": ["1*0*"] } } })).toMatch(/more than one \*$/)
    expect(wrongTags({ costcenter: { tag_value: { "@@assign": ["a#"] } } })).toMatch(/a character that no tag has$/)
    expect(wrongTags({ costcenter: { tag_value: { "@@assign": ["x".repeat(257)] } } })).toMatch(/@@assign\.0: /)
    expect(wrongTags({ costcenter: { tag_value: { "@@replace": [] } } })).toMatch(/@@replace/)
    expect(wrongTags({ costcenter: { enforced_for: { "@@assign": ["organizations"] } } })).toMatch(/service:type$/)
    expect(wrongTags({ "": {} })).toMatch(/^tags\.: /)
    expect(wrongTags({ ["k".repeat(129)]: {} })).toMatch(/^tags\.k/)
    expect(wrongTags({ "a#": {} })).toMatch(/a character that no tag has$/)
    expect(wrongTags({ "@@assign": {} })).toMatch(/no operator for this place$/)
  })

  test("R52 a key stands in it once, whatever its case, and is spelt as the rule's but for the case", () => {
    expect(wrongTags({ Key: {}, key: {} })).toBe("tags.key: stands there twice")
    expect(wrongTags({ key: {}, Key: {} })).toBe("tags.Key: stands there twice")
    expect(wrongTags({ key: { tag_key: { "@@assign": "other" } } })).toBe(
      "tags.key.tag_key: another key than the rule's",
    )
    expect(wrongTags({ key: { tag_key: { "@@append": ["KEY"] } } })).toMatch(/@@append/)
  })

  test("R52 a control names operators, or all, or none and nothing else", () => {
    for (const place of [
      (c: unknown) => ({ [CONTROL]: c }),
      (c: unknown) => ({ key: { tag_key: { [CONTROL]: c } } }),
    ]) {
      for (const names of [["@@all"], ["@@none"], ["@@append", "@@remove"]])
        expect(wrongTags(place(names))).toBe("fine")
      for (const names of [[], ["@@wrong"], ["@@none", "@@append"], "@@all"]) {
        expect(wrongTags(place(names)), JSON.stringify(names)).toMatch(/@@operators_allowed_for_child_policies/)
      }
    }
  })

  test("R52 it has at most 10,000 characters, blanks included", () => {
    const padded = (size: number) => '{"tags": {}}'.padEnd(size)
    expect(wrong(padded(10_000))).toBe("fine")
    expect(wrong(padded(10_001))).toBe("longer than 10000 characters")
  })
})

describe("what policies come to", () => {
  test("R52 the effective policy has plain values under keys in lower case", () => {
    const costcenter = {
      tag_key: { "@@assign": "CostCenter" },
      tag_value: { "@@assign": ["100", "30*"] },
      enforced_for: ENFORCED,
    }
    expect(merged([{ COSTCENTER: costcenter }])).toEqual({
      costcenter: { tag_key: "CostCenter", tag_value: ["100", "30*"], enforced_for: ["organizations:account"] },
    })
  })

  test("R52 without a spelling the key counts in lower case; a rule that says nothing is none", () => {
    expect(merged([{ Env: { tag_value: { "@@assign": ["prod"] } }, Nothing: {} }])).toEqual({
      env: { tag_key: "env", tag_value: ["prod"] },
    })
  })

  test("R52 an account's policy replaces, adds to and takes from what it inherits", () => {
    const root = [{ "@@assign": ["Development", "Support"] }]
    expect(mergedValues(root, [{ "@@assign": ["Sandbox"] }])).toEqual(["Sandbox"])
    expect(mergedValues(root, [{ "@@append": ["Marketing", "Support"] }])).toEqual([
      "Development",
      "Support",
      "Marketing",
    ])
    expect(mergedValues(root, [{ "@@remove": ["Development", "Marketing"] }])).toEqual(["Support"])
    expect(mergedValues(root, [])).toEqual(["Development", "Support"])
    expect(mergedValues([], [{ "@@append": ["Marketing"] }])).toEqual(["Marketing"])
    expect(mergedValues([], [{ "@@remove": ["Marketing"] }])).toBeUndefined()
  })

  test("R52 what is removed down to nothing allows no value, and is enforced for nothing", () => {
    const root = { costcenter: { tag_value: { "@@assign": ["a"] }, enforced_for: ENFORCED } }
    const own = { costcenter: { tag_value: { "@@remove": ["a"] }, enforced_for: { "@@remove": ENFORCED["@@assign"] } } }
    expect(merged([root], [own])).toEqual({ costcenter: { tag_key: "costcenter", tag_value: [] } })
  })

  test("R52 of those attached at one place the first @@assign stands, and every @@append adds in their order", () => {
    expect(mergedValues([{ "@@assign": ["first"] }, { "@@assign": ["second"] }])).toEqual(["first"])
    expect(mergedValues([{ "@@append": ["b"] }, { "@@assign": ["a"] }, { "@@append": ["c"] }])).toEqual(["a", "b", "c"])
    expect(
      merged([
        { project: { tag_key: { "@@assign": "PROJECT" } } },
        { project: { tag_key: { "@@assign": "project" } } },
      ]),
    ).toEqual({ project: { tag_key: "PROJECT" } })
  })

  test("R52 rules of different policies for one key are one rule, whatever the case in which they are written", () => {
    const rules = merged(
      [{ Env: { tag_key: { "@@assign": "Env" } } }, { ENV: { tag_value: { "@@assign": ["prod"] } } }],
      [{ env: { enforced_for: ENFORCED } }],
    )
    expect(rules).toEqual({ env: { tag_key: "Env", tag_value: ["prod"], enforced_for: ["organizations:account"] } })
  })

  test("R52 the order of rules within a document makes no difference", () => {
    const rules = { a: { tag_value: { "@@assign": ["1"] } }, b: { tag_key: { "@@assign": "B" } }, c: { tag_value: {} } }
    const reversed = Object.fromEntries(Object.entries(rules).reverse())
    expect(merged([rules])).toEqual(merged([reversed]))
  })

  test("R52 merging further levels that say nothing changes nothing", () => {
    for (const own of [[], [{}], [{ costcenter: {} }], [{ costcenter: { tag_value: {} } }]]) {
      const root = { costcenter: { tag_key: { "@@assign": "CostCenter" }, tag_value: { "@@assign": ["1"] } } }
      expect(merged([root], own)).toEqual(merged([root]))
    }
  })
})

describe("what a policy allows those below it", () => {
  const all = ["@@assign", "@@append", "@@remove"] as const
  const said = { "@@assign": ["x"], "@@append": ["y"], "@@remove": ["a"] }
  const alone = { "@@assign": ["x"], "@@append": ["a", "b", "y"], "@@remove": ["b"] }

  test.each(all)("R52 where %s alone is allowed, nothing else of a child counts", (operator) => {
    const root = { "@@assign": ["a", "b"], [CONTROL]: [operator] }
    expect(mergedValues([root], [said])).toEqual(alone[operator])
    expect(mergedValues([{ ...root, [CONTROL]: ["@@none"] }], [said])).toEqual(["a", "b"])
    for (const other of all.filter((one) => one !== operator)) {
      expect(mergedValues([root], [{ [other]: said[other] }]), other).toEqual(["a", "b"])
    }
  })

  test("R52 controls of one place have to agree, and bind all places below", () => {
    const places = [{ "@@assign": ["a"], [CONTROL]: ["@@append"] }, { [CONTROL]: ["@@append", "@@remove"] }]
    expect(mergedValues(places, [{ "@@remove": ["a"] }])).toEqual(["a"])
    expect(mergedValues(places, [{ "@@append": ["b"] }])).toEqual(["a", "b"])
    const apart = [{ "@@assign": ["a"], [CONTROL]: ["@@append"] }, { [CONTROL]: ["@@remove"] }]
    for (const operator of all) expect(mergedValues(apart, [{ [operator]: said[operator] }]), operator).toEqual(["a"])
  })

  test("R52 a child cannot take a control back", () => {
    const root = { "@@assign": ["a"], [CONTROL]: ["@@none"] }
    expect(mergedValues([root], [{ [CONTROL]: ["@@all"] }], [{ "@@assign": ["b"] }])).toEqual(["a"])
    expect(mergedValues([root], [{ [CONTROL]: ["@@all"], "@@assign": ["b"] }])).toEqual(["a"])
  })

  test("R52 a control binds those below, and not those attached beside it", () => {
    const root = { "@@assign": ["a"], [CONTROL]: ["@@none"] }
    expect(mergedValues([root, { "@@append": ["b"] }])).toEqual(["a", "b"])
  })

  test("R52 the control of a rule, or of all rules, is for what a child would add there", () => {
    const closed = { [CONTROL]: ["@@none"], env: { tag_value: { "@@assign": ["prod"] } } }
    expect(merged([closed], [{ other: { tag_value: { "@@assign": ["1"] } } }])).toEqual({
      env: { tag_key: "env", tag_value: ["prod"] },
    })
    expect(merged([closed], [{ env: { tag_value: { "@@append": ["test"] } } }]).env.tag_value).toEqual(["prod", "test"])
    const rule = { env: { [CONTROL]: ["@@none"], tag_value: { "@@assign": ["prod"] } } }
    const own = { env: { tag_key: { "@@assign": "ENV" }, tag_value: { "@@append": ["test"] } } }
    expect(merged([rule], [own])).toEqual({ env: { tag_key: "env", tag_value: ["prod", "test"] } })
  })

  test("R52 a locked spelling stays, while values may be added", () => {
    const root = {
      project: {
        tag_key: { "@@assign": "Project", [CONTROL]: ["@@none"] },
        tag_value: { "@@assign": ["Maintenance"], [CONTROL]: ["@@append"] },
      },
    }
    const own = { project: { tag_key: { "@@assign": "PROJECT" }, tag_value: { "@@append": ["Research"] } } }
    expect(merged([root], [own])).toEqual({ project: { tag_key: "Project", tag_value: ["Maintenance", "Research"] } })
  })
})

describe("what tags are allowed", () => {
  const judged = (rule: object, ...tags: Tag[]) =>
    violationsOf(mergeTagPolicies([[policy({ costcenter: { enforced_for: ENFORCED, ...rule } })]]), tags)
  const tag = (value: string, key = "costcenter") => ({ key, value })
  const assign = (...list: string[]) => ({ tag_value: { "@@assign": list } })

  test("R52 a key has the case of the rule, and its lower case where the rule has none", () => {
    const spelt = { tag_key: { "@@assign": "CostCenter" } }
    expect(judged(spelt, tag("1", "CostCenter"))).toEqual([])
    expect(judged(spelt, tag("1", "costcenter"), tag("1", "COSTCENTER"))).toEqual([
      { key: "costcenter", why: "case", right: ["CostCenter"] },
      { key: "COSTCENTER", why: "case", right: ["CostCenter"] },
    ])
    expect(judged({}, tag("1", "CostCenter"))).toMatchObject([{ why: "case", right: ["costcenter"] }])
  })

  test("R52 a value is one of the rule's, in its case; without values any is right, with an empty list none", () => {
    expect(judged(assign("100", "200"), tag("200"))).toEqual([])
    expect(judged(assign("100", "200"), tag("300"))).toEqual([
      { key: "costcenter", why: "value", right: ["100", "200"] },
    ])
    expect(judged(assign("prod"), tag("Prod"))).toHaveLength(1)
    expect(judged({}, tag(""), tag("anything"))).toEqual([])
    for (const value of ["", "a"]) expect(judged(assign(), tag(value))).toHaveLength(1)
    expect(judged(assign(""), tag(""))).toEqual([])
  })

  test.each([
    ["30*", ["30", "300", "30 or more"], ["3", "", "130"]],
    ["*30", ["30", "130"], ["301", "3"]],
    ["a*z", ["az", "a-z", "aaazzz"], ["a", "z", "azb"]],
    ["aba*aba", ["abaaba", "aba-aba"], ["aba", "ababa"]],
    ["*", ["", "anything"], []],
    ["1.0", ["1.0"], ["1x0"]],
  ])(
    "R52 of %s the star stands for any characters or none, and everything else for itself",
    (pattern, right, others) => {
      for (const value of right) expect(judged(assign(pattern), tag(value)), value).toEqual([])
      for (const value of others) expect(judged(assign(pattern), tag(value)), value).toHaveLength(1)
    },
  )

  test("R52 keys that no rule names are right, and missing ones too", () => {
    expect(judged(assign("1"), tag("anything", "owner"))).toEqual([])
    expect(judged(assign("1"))).toEqual([])
  })

  test.each([
    ["organizations:account", "refuses"],
    ["organizations:*", "refuses"],
    ["organizations:ALL_SUPPORTED", "refuses"],
    ["organizations:policy", "lets pass"],
    ["ec2:*", "lets pass"],
    ["ec2:instance", "lets pass"],
  ])("R52 a rule enforced for %s %s the wrong tag of an account", (kind, does) => {
    const rule = { ...assign("1"), enforced_for: { "@@assign": ["s3:bucket", kind] } }
    expect(judged(rule, tag("2"))).toHaveLength(does === "refuses" ? 1 : 0)
  })

  test("R52 a rule that is enforced for nothing refuses nothing", () => {
    expect(judged({ ...assign("1"), enforced_for: undefined }, tag("2"))).toEqual([])
  })
})
