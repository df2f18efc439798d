import { execFile, spawnSync } from "node:child_process"
import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import { join } from "node:path"
import {
  AcceptHandshakeCommand,
  CancelHandshakeCommand,
  DeclineHandshakeCommand,
  DescribeHandshakeCommand,
  InviteAccountToOrganizationCommand,
  ListAccountsCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
} from "@aws-sdk/client-organizations"
import { sql } from "drizzle-orm"
import { expect, test, type World } from "@/e2e/world"
import type { NewAccessKey } from "@/lib/access-keys/access-keys"
import { clientOf, keyFor, told } from "@/lib/testing/aws/clients"
import { freePort, root } from "@/scripts/tools/process-tools.mjs"
import { supervise } from "@/scripts/tools/supervise.mjs"

const AT_ONCE = 8
/** More than are written into the request log at once. */
const MANY = 130
/** What a program may take that starts a Python for every call, on a busy machine. */
const SLOW = 240_000
const INVITE = "invite-account-to-organization"
const KNOWS_TAGS = `import boto3
client = boto3.client("organizations", region_name="us-east-1")
assert "Tags" in client.meta.service_model.operation_model("InviteAccountToOrganization").input_shape.members`
const has = (command: string, ...parameters: string[]) => spawnSync(command, parameters, { env: apart() }).status === 0
/** What a command would ask, as it says itself without asking. */
const knowsTags = () =>
  String(spawnSync("aws", ["organizations", INVITE, "--generate-cli-skeleton"], { env: apart() }).stdout).includes(
    "Tags",
  )

function endpoint(slash = ""): string {
  return `${process.env.MUSTER_ORIGIN}/api/aws${slash}`
}

/** An enterprise and an account to invite, with a program of each. */
async function twoSides(world: World, slash = "") {
  const [org, guest] = [await world.enterprise(), await world.person({ name: "Juan Ortiz" })]
  const [key, guestKey] = [await keyFor(org.owner, { in: org }), await keyFor(guest)]
  const program = (of: NewAccessKey) => clientOf(of, { endpoint: endpoint(slash) })
  return { org, guest, key, guestKey, sender: program(key), receiver: program(guestKey) }
}

function inviting({ address }: { address: string }) {
  return new InviteAccountToOrganizationCommand({ Target: { Type: "EMAIL", Id: address }, Notes: "Join us." })
}

/** How often each outcome came. */
async function outcomes(calls: Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of await Promise.all(calls.map(told))) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

for (const [slash, words] of [
  ["", "without a slash"],
  ["/", "with a slash"],
] as const) {
  test(`R36 R38 R60 R61 the JavaScript client invites, lists, describes and answers at an address ${words} at its end`, async ({
    world,
  }) => {
    const { org, guest, key, sender, receiver } = await twoSides(world, slash)
    const { Handshake } = await sender.send(inviting(guest))
    expect(Handshake).toMatchObject({ State: "OPEN", Action: "INVITE" })
    const HandshakeId = Handshake?.Id
    const waiting = await receiver.send(new ListHandshakesForAccountCommand({}))
    expect(waiting.Handshakes).toMatchObject([{ Id: HandshakeId, State: "OPEN" }])
    const seen = await receiver.send(new DescribeHandshakeCommand({ HandshakeId }))
    expect(seen.Handshake).toEqual(Handshake)
    const accepted = await receiver.send(new AcceptHandshakeCommand({ HandshakeId }))
    expect(accepted.Handshake?.State).toBe("ACCEPTED")
    const { Accounts } = await sender.send(new ListAccountsCommand({}))
    expect(Accounts?.find(({ Email }) => Email === guest.address)).toMatchObject({ JoinedMethod: "INVITED" })
    expect(await told(sender.send(inviting(org.owner)))).toBe(
      "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION",
    )
    const forger = clientOf({ ...key, secret: "another" }, { endpoint: endpoint(slash) })
    expect(await told(forger.send(new ListAccountsCommand({})))).toBe("InvalidSignatureException")
  })
}

test("R36 R50 R51 R56 R61 Python programs with boto3 invite with tags, decline, cancel and accept", async ({
  world,
}) => {
  test.skip(!has("python3", "-c", KNOWS_TAGS), "python3 has no boto3 here, or one that knows no tags of invitations")
  test.setTimeout(SLOW)
  const { guest, key, guestKey } = await twoSides(world)
  const scene = JSON.stringify([endpoint(), key, guestKey, guest.address])
  const { stdout, stderr } = await run("python3", [join(import.meta.dirname, "aws.py"), scene])
  expect(stderr).toBe("")
  expect(JSON.parse(stdout)).toEqual({
    stranger: "InvalidSignatureException",
    none: "AWSOrganizationsNotInUseException",
    "bad tag": "InvalidInputException DUPLICATE_TAG_KEY",
    open: ["OPEN", "INVITE", ["ORGANIZATION", "EMAIL"]],
    days: 15,
    duplicate: "DuplicateHandshakeException",
    declined: "DECLINED",
    again: "HandshakeAlreadyInStateException",
    late: "InvalidHandshakeTransitionException",
    canceled: "CANCELED",
    waiting: [true],
    notes: ["Third try"],
    accepted: "ACCEPTED",
    member: "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION",
    all: ["ACCEPTED", "CANCELED", "DECLINED"],
    account: ["ACTIVE", "INVITED"],
    tags: true,
    who: true,
  })
})

test("R48 R60 R61 the command line takes the short form of a target, and both sides answer with it", async ({
  world,
}) => {
  test.skip(!knowsTags(), "there is no aws here, or one that knows no tags of invitations")
  test.setTimeout(SLOW)
  const { guest, key, guestKey } = await twoSides(world)
  const notes = "This is a request for Juan's account to join Bill's organization"
  const target = ["--target", `Id=${guest.address},Type=EMAIL`]
  const invite = [INVITE, ...target, "--notes", notes]
  const invited = await commandLine(key, ...invite, "--tags", "Key=CostCenter,Value=42", "Key=Empty,Value=")
  const { Handshake } = JSON.parse(invited.stdout)
  expect(Handshake).toMatchObject({ State: "OPEN", Parties: [{ Type: "ORGANIZATION" }, { Type: "EMAIL" }] })
  const again = await commandLine(key, ...invite)
  expect(again.stderr).toContain("(DuplicateHandshakeException) when calling the InviteAccountToOrganization operation")
  const accepted = await commandLine(guestKey, "accept-handshake", "--handshake-id", Handshake.Id)
  expect(JSON.parse(accepted.stdout).Handshake.State).toBe("ACCEPTED")
  const listed = await commandLine(key, "list-handshakes-for-organization", "--filter", "ActionType=INVITE")
  expect(JSON.parse(listed.stdout).Handshakes).toMatchObject([{ Id: Handshake.Id, State: "ACCEPTED" }])
})

test("whatever is asked under the door's address is answered in JSON, without a login and without a redirect", async () => {
  for (const path of [
    endpoint(),
    endpoint("/"),
    endpoint("/x"),
    endpoint("/x/y.html"),
    `${endpoint("/")}?Action=ListRoots`,
  ]) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const response = await fetch(path, { method, redirect: "manual" })
      const text = await response.text()
      const asked = `${method} ${path}`
      expect(response.status, asked).toBe(400)
      expect(response.headers.get("content-type"), asked).toBe("application/x-amz-json-1.1")
      expect(response.headers.get("set-cookie"), asked).toBe(null)
      if (method !== "HEAD")
        expect(JSON.parse(text), asked).toMatchObject({ __type: expect.stringMatching(/Exception$/) })
    }
  }
})

test("what no program or page should send is refused in its format, and never redirected", async () => {
  for (const [method, path] of [
    ["POST", "//api/aws"],
    ["POST", "/api//aws/"],
    ["GET", "//api/aws?x=%ff"],
    ["TRACE", "/api/aws"],
    ["TRACE", "/api/aws/"],
    ["PROPFIND", "/api/aws"],
    ["POST", "/api/aws/%ff"],
    ["POST", "/api/aws%ff"],
    ["GET", "/api/aws/%"],
    ["POST", "http://muster.example.com/api/aws"],
  ] as const) {
    const { status, headers, text } = await raw({ method, path })
    const asked = `${method} ${path}: ${text}`
    expect(`${status} ${headers["content-type"]}`, asked).toBe("400 application/x-amz-json-1.1")
    expect(JSON.parse(text), asked).toMatchObject({ __type: expect.stringMatching(/Exception$/) })
  }
  for (const [method, path, status] of [
    ["TRACE", "/login", 405],
    ["PROPFIND", "/", 405],
    ["GET", "/%ff", 400],
    ["POST", "/login%c3", 400],
    ["GET", "/%E0%A4%A", 400],
    ["OPTIONS", "*", 400],
  ] as const) {
    const answer = await raw({ method, path })
    expect(`${method} ${path} ${answer.status} ${answer.text}`).toBe(`${method} ${path} ${status} `)
    expect(answer.headers["x-content-type-options"]).toBe("nosniff")
  }
})

test("what a page of another site sends with the cookies of a login is nobody's", async ({ world, page }) => {
  const { owner } = await world.enterprise()
  await world.logIn(page.context(), owner)
  const headers = { "x-amz-target": "AWSOrganizationsV20161128.ListAccounts" }
  const answer = await page.request.post(endpoint(), { headers, data: "{}" })
  expect(`${answer.status()} ${(await answer.json()).__type}`).toBe("400 MissingAuthenticationTokenException")
})

test("a server that is told to stop writes the requests that it has answered into the request log first", async ({
  world,
}) => {
  const org = await world.enterprise()
  const key = await keyFor(org.owner, { in: org })
  const port = await freePort()
  const env = { ...process.env, NODE_ENV: "production" as const }
  const web = supervise({ name: "web", args: [join(root, "scripts/web/server.mjs"), String(port), "127.0.0.1"], env })
  await web.answers(`http://127.0.0.1:${port}/api/health/ready`, endpoint())
  const program = clientOf(key, { endpoint: `http://127.0.0.1:${port}/api/aws` })
  await Promise.all(Array.from({ length: MANY }, () => program.send(new ListAccountsCommand({}))))
  await web.stop()
  const [logged] = await world.db.execute(sql`
    select count(*)::int as requests from requests where access_key_id = ${key.id}`)
  expect(logged).toEqual({ requests: MANY })
})

test("R61 of many invitations of one account at once one stands", async ({ world }) => {
  const { guest, sender } = await twoSides(world)
  const calls = Array.from({ length: AT_ONCE }, () => sender.send(inviting(guest)))
  expect(await outcomes(calls)).toEqual({ done: 1, DuplicateHandshakeException: AT_ONCE - 1 })
  expect((await sender.send(new ListHandshakesForOrganizationCommand({}))).Handshakes).toHaveLength(1)
})

test("R61 of many acceptances at once one counts, and so it is when enterprises race for an account", async ({
  world,
}) => {
  const { guest, sender, receiver } = await twoSides(world)
  const { Handshake } = await sender.send(inviting(guest))
  const other = await twoSides(world)
  const rival = await other.sender.send(inviting(guest))
  const accept = (HandshakeId?: string) => receiver.send(new AcceptHandshakeCommand({ HandshakeId }))
  const ids = [Handshake?.Id, rival.Handshake?.Id]
  const counts = await outcomes(Array.from({ length: AT_ONCE }, (_, n) => accept(ids[n % 2])))
  expect(counts).toEqual({
    done: 1,
    HandshakeAlreadyInStateException: AT_ONCE / 2 - 1,
    "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION": AT_ONCE / 2,
  })
  const members = await world.run(sql`select 1 from memberships where account_id = ${guest.id}`)
  expect(members).toHaveLength(1)
})

test("R61 of accepting, declining and canceling at once one wins, and the membership agrees", async ({ world }) => {
  const { sender, receiver } = await twoSides(world)
  const rounds = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const { guest, receiver } = await twoSides(world)
      const { Handshake } = await sender.send(inviting(guest))
      const HandshakeId = Handshake?.Id
      const counts = await outcomes([
        receiver.send(new AcceptHandshakeCommand({ HandshakeId })),
        receiver.send(new DeclineHandshakeCommand({ HandshakeId })),
        sender.send(new CancelHandshakeCommand({ HandshakeId })),
      ])
      const ended = await receiver.send(new DescribeHandshakeCommand({ HandshakeId }))
      const members = await world.run(sql`select 1 from memberships where account_id = ${guest.id}`)
      return { counts, agrees: (ended.Handshake?.State === "ACCEPTED") === (members.length === 1) }
    }),
  )
  const counts = { done: 1, InvalidHandshakeTransitionException: 2 }
  expect(rounds).toEqual(rounds.map(() => ({ counts, agrees: true })))
  expect((await receiver.send(new ListHandshakesForAccountCommand({}))).Handshakes).toEqual([])
})

/** Asks what `fetch` would tidy or refuse to ask. */
async function raw(asked: { method: string; path: string }) {
  const message = request(new URL(endpoint()), asked).end()
  const [response] = (await once(message, "response")) as [IncomingMessage]
  const pieces = await response.toArray()
  return { status: response.statusCode, headers: response.headers, text: Buffer.concat(pieces).toString() }
}

interface Said {
  stdout: string
  stderr: string
}

function run(command: string, parameters: string[], own: Record<string, string> = {}): Promise<Said> {
  return new Promise((resolve) => {
    execFile(command, parameters, { env: { ...apart(), ...own } }, (_, stdout, stderr) => resolve({ stdout, stderr }))
  })
}

/** The environment without what somebody has set up for the real AWS, or for a proxy on the way to it. */
function apart(): NodeJS.ProcessEnv {
  const foreign = Object.keys(process.env).filter((name) => name.startsWith("AWS_"))
  return {
    ...process.env,
    ...Object.fromEntries(foreign.map((name) => [name, undefined])),
    ...{ AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_PAGER: "" },
    ...{ AWS_EC2_METADATA_DISABLED: "true", NO_PROXY: "*", no_proxy: "*" },
  }
}

/** The address is told on the command line: older versions know no variable for it, and would ask the real AWS. */
function commandLine({ id, secret }: NewAccessKey, ...parameters: string[]): Promise<Said> {
  const where = ["--endpoint-url", endpoint(), "--region", "us-east-1", "--output", "json"]
  return run("aws", ["organizations", ...where, ...parameters], {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
  })
}
