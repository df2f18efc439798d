import {
  AcceptHandshakeCommand,
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribeEffectivePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  InviteAccountToOrganizationCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  RemoveAccountFromOrganizationCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations"
import { eq, sql } from "drizzle-orm"
import { expect, test } from "vitest"
import { accounts, handshakes, letters } from "@/db/schema"
import { keyPermissions } from "@/lib/shared/roles"
import { createPolicy } from "@/lib/tags/policies"
import { newEmail, organization, person } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"

const VIOLATION = "ConstraintViolationException TAG_POLICY_VIOLATION"
/** Cost centers of accounts are 100, or begin with 30. */
const COSTS = JSON.stringify({
  tags: {
    costcenter: {
      tag_key: { "@@assign": "CostCenter" },
      tag_value: { "@@assign": ["100", "30*"] },
      enforced_for: { "@@assign": ["organizations:account"] },
    },
  },
})
const api = testEndpoint()

async function account() {
  const someone = await person(api.db, { name: "Juan Ortiz" })
  const [row] = await api.db.select().from(accounts).where(eq(accounts.id, someone.id))
  return { ...someone, number: row?.number ?? "", client: api.client(await keyFor(someone)) }
}

async function enterprise() {
  const org = await organization(api.db)
  return { ...org, root: org.id.replace("o-", "r-"), client: api.client(await keyFor(org.owner, { in: org })) }
}

type Enterprise = Awaited<ReturnType<typeof enterprise>>

/** An enterprise whose tag policies hold at its root. */
async function governed(content = COSTS) {
  const acme = await enterprise()
  await acme.client.send(new EnablePolicyTypeCommand({ RootId: acme.root, PolicyType: "TAG_POLICY" }))
  return { ...acme, policyId: await attached(acme, acme.root, content) }
}

async function attached({ client }: Enterprise, TargetId: string, Content = COSTS) {
  const about = { Name: `Costs ${TargetId}`, Description: "", Type: "TAG_POLICY", Content } as const
  const { Policy } = await client.send(new CreatePolicyCommand(about))
  const PolicyId = Policy?.PolicySummary?.Id
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId }))
  return PolicyId
}

function invite({ client }: Pick<Enterprise, "client">, Id: string, Tags: Tag[]) {
  const Type = /^\d{12}$/.test(Id) ? "ACCOUNT" : "EMAIL"
  return client.send(new InviteAccountToOrganizationCommand({ Target: { Id, Type }, Tags }))
}

async function joined(acme: Enterprise, Tags: Tag[] = []) {
  const juan = await account()
  const { Handshake } = await invite(acme, juan.number, Tags)
  await juan.client.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  return juan
}

async function tagsOf({ client }: Enterprise, ResourceId: string) {
  return (await client.send(new ListTagsForResourceCommand({ ResourceId }))).Tags
}

const cost = (Value: string, Key = "CostCenter") => ({ Key, Value })

test("R43 tags in an invitation need the tagging permission; the same key invites without tags", async () => {
  const org = await organization(api.db)
  const permissions = keyPermissions.filter((one) => one !== "tag")
  const client = api.client(await keyFor(org.owner, { in: org, permissions }))
  const address = newEmail()
  expect(await told(invite({ client }, address, [cost("100")]))).toBe("AccessDeniedException")
  expect(await told(invite({ client }, address, []))).toBe("done")
})

test("R52 R54 tags are checked when the invitation is made: one that does not match, and nothing is made or sent", async () => {
  const acme = await governed()
  const address = newEmail()
  for (const bad of [cost("200"), cost("100", "costcenter"), cost("")]) {
    expect(await told(invite(acme, address, [cost("7", "Team"), bad])), JSON.stringify(bad)).toBe(VIOLATION)
  }
  expect(await api.db.select().from(handshakes).where(eq(handshakes.subject, address))).toEqual([])
  expect(await api.db.select().from(letters).where(eq(letters.recipient, address))).toEqual([])
  for (const good of [cost("100"), cost("3042")]) {
    expect(await told(invite(acme, newEmail(), [cost("7", "Team"), good])), JSON.stringify(good)).toBe("done")
  }
})

test("R53 a policy that changes between invitation and acceptance does not stop the tags from being attached", async () => {
  const acme = await governed()
  const juan = await account()
  const { Handshake } = await invite(acme, juan.number, [cost("3042")])
  const Content = COSTS.replace('"30*"', '"300"')
  await acme.client.send(new UpdatePolicyCommand({ PolicyId: acme.policyId, Content }))
  await juan.client.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  expect(await tagsOf(acme, juan.number)).toEqual([cost("3042")])
  const again = acme.client.send(new TagResourceCommand({ ResourceId: juan.number, Tags: [cost("3042")] }))
  expect(await told(again), "tagging is checked").toBe(VIOLATION)
})

test("R54 fifty tags an account, those it has included; one more and the whole request fails", async () => {
  const acme = await enterprise()
  const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => cost("x", `Key${from + n}`))
  const tooMany = "ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED"
  expect(await told(invite(acme, newEmail(), many(51)))).toBe(tooMany)
  const juan = await joined(acme, many(50))
  const ResourceId = juan.number
  expect(await told(acme.client.send(new TagResourceCommand({ ResourceId, Tags: many(1, 50) })))).toBe(tooMany)
  expect(await told(acme.client.send(new TagResourceCommand({ ResourceId, Tags: many(1) })))).toBe("done")
  expect(await tagsOf(acme, ResourceId)).toHaveLength(50)
})

test("R50 R51 tags of a member account are added, replaced, taken off, and gone with the membership", async () => {
  const acme = await enterprise()
  const juan = await joined(acme, [cost("1"), cost("", "Empty")])
  const ResourceId = juan.number
  await acme.client.send(new TagResourceCommand({ ResourceId, Tags: [cost("2"), cost("east", "Region")] }))
  await acme.client.send(new UntagResourceCommand({ ResourceId, TagKeys: ["Empty", "Never"] }))
  expect(await tagsOf(acme, ResourceId)).toEqual([cost("2"), cost("east", "Region")])
  await acme.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: ResourceId }))
  expect(await told(tagsOf(acme, ResourceId))).toBe("TargetNotFoundException")
  const { Handshake } = await invite(acme, ResourceId, [])
  await juan.client.send(new AcceptHandshakeCommand({ HandshakeId: Handshake?.Id }))
  expect(await tagsOf(acme, ResourceId)).toEqual([])
})

test("taking off what is not there leaves no trace, and keys that no tag can have are refused", async () => {
  const acme = await enterprise()
  const juan = await joined(acme, [cost("1")])
  const untag = (...TagKeys: string[]) =>
    told(acme.client.send(new UntagResourceCommand({ ResourceId: juan.number, TagKeys })))
  expect(await untag("Never", "Ever")).toBe("done")
  expect(await untag("Never", "CostCenter")).toBe("done")
  const rows = await api.db.execute(
    sql`select detail -> 'tags' as tags from audit where organization_id = ${acme.id} and action = 'tag.detach'`,
  )
  expect([...rows]).toEqual([{ tags: ["CostCenter"] }])
  for (const odd of ["\u0000", "\ud800", "a\u202e"]) {
    expect(await untag(odd)).toBe("InvalidInputException INVALID_PATTERN")
  }
  const many = Array.from({ length: 51 }, (_, n) => `Key${n}`)
  expect(await untag(...many)).toBe("InvalidInputException MAX_LENGTH_EXCEEDED")
})

test("names, ids and keys with half a character or none are the program's fault, not ours", async () => {
  const { client } = await enterprise()
  const about = { Description: "", Type: "TAG_POLICY", Content: COSTS } as const
  for (const Name of ["\u0000", "\ud800", "left\u202eright"]) {
    expect(await told(client.send(new CreatePolicyCommand({ ...about, Name })))).toBe(
      "InvalidInputException INVALID_PATTERN",
    )
  }
  const pattern = "InvalidInputException INVALID_PATTERN"
  expect(await told(client.send(new ListParentsCommand({ ChildId: "\u0000" })))).toBe(pattern)
  expect(await told(client.send(new ListTagsForResourceCommand({ ResourceId: "\ud800" })))).toBe(pattern)
  const Content = COSTS.replace("100", "\ud800")
  expect(await told(client.send(new CreatePolicyCommand({ ...about, Name: "Costs", Content })))).toBe(pattern)
})

test("R52 policies are written, read, listed, changed and deleted, and none is deleted that is attached", async () => {
  const acme = await governed()
  const { client, policyId: PolicyId } = acme
  const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId }))
  expect(Policy).toMatchObject({ Content: COSTS, PolicySummary: { Type: "TAG_POLICY", AwsManaged: false } })
  expect(await told(client.send(new DeletePolicyCommand({ PolicyId })))).toBe("PolicyInUseException")
  const { Policies } = await client.send(new ListPoliciesCommand({ Filter: "TAG_POLICY" }))
  expect(Policies?.map(({ Id }) => Id)).toEqual([PolicyId])
  const { Targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId }))
  expect(Targets).toMatchObject([{ TargetId: acme.root, Type: "ROOT" }])
  const twice = { Name: Policy?.PolicySummary?.Name, Description: "", Type: "TAG_POLICY", Content: COSTS } as const
  expect(await told(client.send(new CreatePolicyCommand(twice)))).toBe("DuplicatePolicyException")
  const broken = client.send(new UpdatePolicyCommand({ PolicyId, Content: "{" }))
  expect(await told(broken)).toBe("MalformedPolicyDocumentException")
  await client.send(new DetachPolicyCommand({ PolicyId, TargetId: acme.root }))
  await client.send(new DeletePolicyCommand({ PolicyId }))
  expect(await told(client.send(new DescribePolicyCommand({ PolicyId })))).toBe("PolicyNotFoundException")
})

test("R52 what policies at the root and at an account come to is told, to the account too", async () => {
  const acme = await governed()
  const juan = await joined(acme)
  const narrower = { tags: { costcenter: { tag_value: { "@@append": ["9"] } } } }
  await attached(acme, juan.number, JSON.stringify(narrower))
  for (const client of [acme.client, juan.client]) {
    const asked = new DescribeEffectivePolicyCommand({ PolicyType: "TAG_POLICY", TargetId: juan.number })
    const { EffectivePolicy } = await client.send(asked)
    expect(JSON.parse(EffectivePolicy?.PolicyContent ?? "")).toMatchObject({
      tags: { costcenter: { tag_key: "CostCenter", tag_value: ["100", "30*", "9"] } },
    })
    expect(EffectivePolicy?.TargetId).toBe(juan.number)
  }
  const { Policies } = await acme.client.send(
    new ListPoliciesForTargetCommand({ TargetId: juan.number, Filter: "TAG_POLICY" }),
  )
  expect(Policies).toHaveLength(1)
})

test("R52 tag policies hold only while their type is enabled at the root", async () => {
  const acme = await governed()
  const { client, root: RootId } = acme
  const type = { RootId, PolicyType: "TAG_POLICY" } as const
  expect((await client.send(new ListRootsCommand())).Roots).toMatchObject([
    { Id: RootId, Name: "Root", PolicyTypes: [{ Type: "TAG_POLICY", Status: "ENABLED" }] },
  ])
  expect(await told(client.send(new EnablePolicyTypeCommand(type)))).toBe("PolicyTypeAlreadyEnabledException")
  await client.send(new DisablePolicyTypeCommand(type))
  expect(await told(invite(acme, newEmail(), [cost("200")]))).toBe("done")
  expect(await told(client.send(new DisablePolicyTypeCommand(type)))).toBe("PolicyTypeNotEnabledException")
  const attach = client.send(new AttachPolicyCommand({ PolicyId: acme.policyId, TargetId: RootId }))
  expect(await told(attach)).toBe("PolicyTypeNotEnabledException")
})

test("targets, roots and policies of another organization, and of none, do not exist", async () => {
  const [acme, other] = [await governed(), await enterprise()]
  const foreign = await createPolicy(other.owner.ctx, {
    organizationId: other.id,
    name: "Foreign",
    description: "",
    content: COSTS,
  })
  const juan = await joined(other)
  const { client, policyId: PolicyId } = acme
  const calls = {
    PolicyNotFoundException: [
      new DescribePolicyCommand({ PolicyId: foreign }),
      new AttachPolicyCommand({ PolicyId: foreign, TargetId: acme.root }),
      new DeletePolicyCommand({ PolicyId: foreign }),
      new UpdatePolicyCommand({ PolicyId: foreign, Name: "Mine" }),
    ],
    TargetNotFoundException: [
      new AttachPolicyCommand({ PolicyId, TargetId: juan.number }),
      new AttachPolicyCommand({ PolicyId, TargetId: other.root }),
      new TagResourceCommand({ ResourceId: juan.number, Tags: [cost("100")] }),
    ],
    RootNotFoundException: [new EnablePolicyTypeCommand({ RootId: other.root, PolicyType: "TAG_POLICY" })],
    ChildNotFoundException: [new ListParentsCommand({ ChildId: juan.number })],
  }
  for (const [name, commands] of Object.entries(calls))
    for (const command of commands) expect(await told(client.send(command as ListParentsCommand))).toBe(name)
  const own = await joined(acme)
  const { Parents } = await client.send(new ListParentsCommand({ ChildId: own.number }))
  expect(Parents).toEqual([{ Id: acme.root, Type: "ROOT" }])
})
