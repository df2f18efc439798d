import { createHash, createHmac } from "node:crypto"
import {
  AttachPolicyCommand,
  ChildType,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribeEffectivePolicyCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  EffectivePolicyType,
  EnablePolicyTypeCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  PolicyType,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from "@aws-sdk/client-organizations"
import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { accounts } from "@/db/schema"
import type { NewAccessKey } from "@/lib/access-keys/access-keys"
import { listRequests } from "@/lib/access-keys/request-log"
import { createdAccount, organization } from "@/lib/testing"
import { keyFor, testEndpoint, told } from "@/lib/testing/aws/endpoint"

const OTHER_TYPES = Object.values(PolicyType).filter((type) => type !== "TAG_POLICY")
const Content = JSON.stringify({ tags: { costcenter: { tag_key: { "@@assign": "CostCenter" } } } })
const api = testEndpoint()

/** An enterprise with an account beside its owner's, and its program. */
async function enterprise() {
  const org = await organization(api.db)
  const key = await keyFor(org.owner, { in: org })
  const [owner] = await api.db.select().from(accounts).where(eq(accounts.id, org.owner.id))
  const created = await createdAccount(api.db, org)
  const root = org.id.replace("o-", "r-")
  return { ...org, key, number: owner?.number ?? "", created, root, client: api.client(key) }
}

test("what no organization has here is an empty list", async () => {
  const { client, root: ParentId, number } = await enterprise()
  const empty = [
    [new ListAWSServiceAccessForOrganizationCommand({}), "EnabledServicePrincipals"],
    [new ListDelegatedAdministratorsCommand({}), "DelegatedAdministrators"],
    [new ListDelegatedAdministratorsCommand({ ServicePrincipal: "config.amazonaws.com" }), "DelegatedAdministrators"],
    [new ListCreateAccountStatusCommand({}), "CreateAccountStatuses"],
    [new ListCreateAccountStatusCommand({ States: ["IN_PROGRESS", "FAILED"] }), "CreateAccountStatuses"],
    [new ListOrganizationalUnitsForParentCommand({ ParentId }), "OrganizationalUnits"],
    [new ListChildrenCommand({ ParentId, ChildType: ChildType.ORGANIZATIONAL_UNIT }), "Children"],
    ...OTHER_TYPES.map((Filter) => [new ListPoliciesCommand({ Filter }), "Policies"] as const),
    ...[ParentId, number].flatMap((TargetId) =>
      OTHER_TYPES.map((Filter) => [new ListPoliciesForTargetCommand({ Filter, TargetId }), "Policies"] as const),
    ),
  ] as const
  for (const [command, list] of empty) {
    const { $metadata, ...answer } = await client.send(command as ListPoliciesCommand)
    expect(answer, command.constructor.name).toEqual({ [list]: [] })
  }
})

test("the accounts under the root are all accounts, in pages, as they are in their list", async () => {
  const { client, root: ParentId, number, created } = await enterprise()
  const { Accounts: all } = await client.send(new ListAccountsCommand({}))
  expect(all?.map(({ Id }) => Id).sort()).toEqual([number, created.number].sort())
  const first = await client.send(new ListAccountsForParentCommand({ ParentId, MaxResults: 1 }))
  const second = await client.send(new ListAccountsForParentCommand({ ParentId, NextToken: first.NextToken }))
  expect([...(first.Accounts ?? []), ...(second.Accounts ?? [])]).toEqual(all)
  expect(second.NextToken).toBeUndefined()
  const ChildType = "ACCOUNT"
  const one = await client.send(new ListChildrenCommand({ ParentId, ChildType, MaxResults: 1 }))
  const rest = await client.send(new ListChildrenCommand({ ParentId, ChildType, NextToken: one.NextToken }))
  const children = all?.map(({ Id }) => ({ Id, Type: "ACCOUNT" }))
  expect([...(one.Children ?? []), ...(rest.Children ?? [])]).toEqual(children)
})

test("another root, and every organizational unit, is no parent, target or resource here", async () => {
  const [{ client, number }, other] = [await enterprise(), await enterprise()]
  for (const id of [other.root, "ou-abcd-12345678"]) {
    for (const command of [
      new ListAccountsForParentCommand({ ParentId: id }),
      new ListOrganizationalUnitsForParentCommand({ ParentId: id }),
      new ListChildrenCommand({ ParentId: id, ChildType: "ACCOUNT" }),
      new ListChildrenCommand({ ParentId: id, ChildType: "ORGANIZATIONAL_UNIT" }),
    ])
      expect(await told(client.send(command as ListChildrenCommand))).toBe("ParentNotFoundException")
    for (const command of [
      new ListTagsForResourceCommand({ ResourceId: id }),
      new TagResourceCommand({ ResourceId: id, Tags: [] }),
      new ListPoliciesForTargetCommand({ TargetId: id, Filter: "SERVICE_CONTROL_POLICY" }),
    ])
      expect(await told(client.send(command as ListTagsForResourceCommand))).toBe("TargetNotFoundException")
  }
  const Filter = "SERVICE_CONTROL_POLICY"
  const stranger = new ListPoliciesForTargetCommand({ TargetId: other.number, Filter })
  expect(await told(client.send(stranger))).toBe("TargetNotFoundException")
  const misspelt = new ListPoliciesForTargetCommand({ TargetId: number, Filter: "SCP" as "TAG_POLICY" })
  expect(await told(client.send(misspelt))).toBe("InvalidInputException INVALID_ENUM")
  for (const PolicyType of Object.values(EffectivePolicyType))
    expect(await told(client.send(new DescribeEffectivePolicyCommand({ PolicyType })))).toBe(
      "EffectivePolicyNotFoundException",
    )
})

test("the root and policies have no tags and take none", async () => {
  const [{ client, root, policyId }, other] = [await withPolicy(), await withPolicy()]
  for (const ResourceId of [root, policyId]) {
    expect((await client.send(new ListTagsForResourceCommand({ ResourceId }))).Tags).toEqual([])
    const tag = new TagResourceCommand({ ResourceId, Tags: [{ Key: "a", Value: "1" }] })
    expect(await told(client.send(tag))).toBe("ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED")
    expect(await told(client.send(new UntagResourceCommand({ ResourceId, TagKeys: ["a"] })))).toBe("done")
  }
  for (const ResourceId of [other.root, other.policyId, "p-0123456789"]) {
    expect(await told(client.send(new ListTagsForResourceCommand({ ResourceId })))).toBe("TargetNotFoundException")
    const untag = client.send(new UntagResourceCommand({ ResourceId, TagKeys: ["a"] }))
    expect(await told(untag)).toBe("TargetNotFoundException")
  }
})

async function withPolicy() {
  const acme = await enterprise()
  const about = { Name: "Costs", Description: "", Type: "TAG_POLICY", Content } as const
  const { Policy } = await acme.client.send(new CreatePolicyCommand(about))
  return { ...acme, policyId: Policy?.PolicySummary?.Id ?? "" }
}

test("Terraform reads an organization: its accounts, root and services, in the order in which it asks", async () => {
  const { client, id, number, created, root } = await enterprise()
  const { Organization } = await client.send(new DescribeOrganizationCommand({}))
  expect(Organization).toMatchObject({ Id: id, FeatureSet: "ALL", MasterAccountId: number })
  const { Accounts } = await client.send(new ListAccountsCommand({}))
  expect(Accounts?.map(({ Id }) => Id).sort()).toEqual([number, created.number].sort())
  const { Roots } = await client.send(new ListRootsCommand({}))
  expect(Roots).toMatchObject([{ Id: root, PolicyTypes: [] }])
  const services = await client.send(new ListAWSServiceAccessForOrganizationCommand({}))
  expect(services.EnabledServicePrincipals).toEqual([])
  const administrators = await client.send(new ListDelegatedAdministratorsCommand({}))
  expect(administrators.DelegatedAdministrators).toEqual([])
})

test("Terraform makes, attaches, changes and destroys a tag policy, and reads its tags after each step", async () => {
  const { client, root } = await enterprise()
  await client.send(new EnablePolicyTypeCommand({ RootId: root, PolicyType: "TAG_POLICY" }))
  const about = { Name: "costs", Description: "", Type: "TAG_POLICY", Content } as const
  const { Policy } = await client.send(new CreatePolicyCommand(about))
  const PolicyId = Policy?.PolicySummary?.Id
  const read = async () => {
    const { Policy: seen } = await client.send(new DescribePolicyCommand({ PolicyId }))
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceId: PolicyId }))
    expect(Tags).toEqual([])
    return seen
  }
  expect(await read()).toMatchObject({ Content, PolicySummary: { Name: "costs", Type: "TAG_POLICY" } })
  await client.send(new AttachPolicyCommand({ PolicyId, TargetId: root }))
  const { Targets } = await client.send(new ListTargetsForPolicyCommand({ PolicyId }))
  expect(Targets).toMatchObject([{ TargetId: root, Type: "ROOT" }])
  await client.send(new UpdatePolicyCommand({ PolicyId, Description: "By Terraform" }))
  expect(await read()).toMatchObject({ PolicySummary: { Description: "By Terraform" } })
  await client.send(new DetachPolicyCommand({ PolicyId, TargetId: root }))
  await client.send(new DeletePolicyCommand({ PolicyId }))
  expect(await told(client.send(new DescribePolicyCommand({ PolicyId })))).toBe("PolicyNotFoundException")
  const tagged = client.send(new CreatePolicyCommand({ ...about, Tags: [{ Key: "a", Value: "1" }] }))
  await expect(tagged).rejects.toMatchObject({
    Reason: "MAX_LENGTH_EXCEEDED",
    message: expect.stringContaining("policies have no tags here"),
  })
  expect((await client.send(new ListPoliciesCommand({ Filter: "TAG_POLICY" }))).Policies).toEqual([])
})

test("who a key acts for is told at the same address in the protocol of that question, whatever the key may", async () => {
  const { org, number } = await enterprise().then((acme) => ({ org: acme, number: acme.number }))
  const key = await keyFor(org.owner, { in: org, permissions: ["invite"] })
  for (const path of ["", "/"]) {
    const { status, text, headers } = await askWho(key, { path })
    expect(status, text).toBe(200)
    expect(headers.get("content-type")).toBe("text/xml")
    const id = headers.get("x-amzn-requestid")
    expect(text).toBe(
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${number}:root</Arn><UserId>${number}</UserId><Account>${number}</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    )
  }
  const { rows } = await listRequests(org.owner.ctx, org.inView, { result: "done" })
  expect(rows[0]?.operation).toBe("GetCallerIdentity")
})

test("what that question is refused for is told in its protocol as well", async () => {
  const { key } = await enterprise()
  const wrong = await askWho({ ...key, secret: "another" })
  expect(`${wrong.status} ${wrong.text}`).toMatch(/^403 <ErrorResponse .*<Code>SignatureDoesNotMatch<\/Code>/)
  const unknown = await askWho({ ...key, id: "MUST0000000000000000" })
  expect(`${unknown.status} ${unknown.text}`).toMatch(/^403 .*<Code>InvalidClientTokenId<\/Code>/)
  const other = await askWho(key, { body: "Action=Get<CallerIdentity&Version=2011-06-15" })
  expect(`${other.status} ${other.text}`).toMatch(/^400 .*<Code>InvalidAction<\/Code>/)
  const elsewhere = await askWho(key, { service: "organizations" })
  expect(`${elsewhere.status} ${elsewhere.text}`).toMatch(/^403 .*<Code>SignatureDoesNotMatch<\/Code>.*service sts/)
  const unsigned = await fetch(api.url, { method: "POST", headers: { "content-type": FORM }, body: WHO })
  expect(`${unsigned.status} ${await unsigned.text()}`).toMatch(/^403 .*<Code>MissingAuthenticationToken<\/Code>/)
  api.heard.length = 0
})

const FORM = "application/x-www-form-urlencoded; charset=utf-8"
const WHO = "Action=GetCallerIdentity&Version=2011-06-15"

/** Asks as clients of the Security Token Service do; none of them is among our packages. */
async function askWho({ id, secret }: NewAccessKey, { path = "", body = WHO, service = "sts" } = {}) {
  const url = new URL(`${api.url}${path}`)
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "")
  const scope = [time.slice(0, 8), "us-east-1", service, "aws4_request"]
  const signed = { "content-type": FORM, host: url.host, "x-amz-date": time }
  const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`)
  const names = Object.keys(signed).join(";")
  const canonical = ["POST", url.pathname, "", lines.join(""), names, hash(body)].join("\n")
  const signer = scope.reduce<string | Buffer>((key, part) => hmac(key, part), `AWS4${secret}`)
  const signature = hmac(signer, ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical)].join("\n")).toString(
    "hex",
  )
  const authorization = `AWS4-HMAC-SHA256 Credential=${id}/${scope.join("/")}, SignedHeaders=${names}, Signature=${signature}`
  const headers = { "content-type": FORM, "x-amz-date": time, authorization }
  const response = await fetch(url, { method: "POST", headers, body })
  api.heard.length = 0
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest()
}
