import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { expect, newEmail, newLicence, newPhone, PASSWORD, test, type World } from "@/e2e/world"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { openSession } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { accept } from "@/lib/handshake"
import { removeMember } from "@/lib/members/members"
import { enableAllFeatures, ownApprovals } from "@/lib/organizations/features"
import { clockAfter } from "@/lib/testing"
import { actionIds } from "@/lib/testing/acts/actions"

const SESSION = "muster-session"

type Scene = Awaited<ReturnType<typeof sceneOf>>
type Someone = { id: string } | null
type Input = Record<string, unknown>

const CONSOLE = "app/(console)/[organization]/enterprise/members/actions.ts"
const FRAME = "app/(console)/[organization]/actions.ts"
const AUDIT = "app/(console)/[organization]/iam/audit/actions.ts"
const PROFILE = "app/(console)/[organization]/iam/organization-profile/actions.ts"
const INFORMATION = "app/(console)/[organization]/enterprise/information/actions.ts"
const GROUP = "app/(console)/[organization]/enterprise/account-group/actions.ts"
const TASKS = "app/(console)/[organization]/account/tasks/actions.ts"
const KEYS = "app/(console)/[organization]/iam/access-keys/actions.ts"
const OPERATOR = "app/operator/actions.ts"
const LETTER = "app/(letter)/actions.ts"
const INVITE = "app/(letter)/invite/actions.ts"
const ACTIVATE = "app/(letter)/activate/actions.ts"
const OPT_OUT = "app/(letter)/opt-out/actions.ts"
const NOT_ME = "app/(letter)/not-me/actions.ts"
const LOGINS = "app/me/logins/actions.ts"
const AUTH = "app/(auth)/actions.ts"
const PASSKEYS = "app/(auth)/passkey-actions.ts"
const FACTORS = "app/me/factors/actions.ts"
const CONFIRM = "app/me/confirm/actions.ts"
const ACCOUNT = "app/me/actions.ts"
const AFFILIATION = "app/me/affiliation/actions.ts"
const PREFERENCES = "app/preferences/actions.ts"

interface OrganizationAction {
  input: (scene: Scene) => Input
  /** Who beside the super admin may call it. */
  also?: string[]
  /** Where it is written and served, if not on Members. */
  file?: string
  page?: string
  /** Fields that take any text, or none. */
  free?: string[]
  /** Fields that take a list, and an empty one too. */
  lists?: string[]
  /** Whether a change of owner is pending. */
  transferring?: boolean
  /** Whether the victim has just been removed. */
  removed?: boolean
  /** Where the enterprise is not certified: whether it has not asked to be, or waits for the answer. */
  uncertified?: "silent" | "waiting"
  /** Whether an account has asked to join by the code. */
  joining?: boolean
  /** Whether the enterprise has created an account, and whether its activation waits. */
  created?: "unbound" | "waiting"
  /** Whether the enterprise has an access key. */
  keyed?: boolean
  /**
   * Where the organization has consolidated billing alone: whether nobody has asked for all features, or an account is
   * asked, or all have approved.
   */
  features?: "silent" | "asked" | "approved"
  /** Whether it succeeds only once nobody else is a member. */
  alone?: boolean
  /** Whose alone it is, and not even the super admin's. */
  by?: keyof typeof holders
}

/** Who is named in the title of a test. */
const holders = {
  operator: "an operator",
  reviewer: "the chosen administrator",
  applicant: "whoever has asked",
  approver: "the account that is asked",
}

const onProfile = { file: PROFILE, page: "iam/organization-profile" }
const onInformation = { file: INFORMATION, page: "enterprise/information" }
const onOperator = { file: OPERATOR, page: "/operator", uncertified: "waiting", by: "operator" } as const
const onGroup = { file: GROUP, page: "enterprise/account-group" }
const onKeys = { file: KEYS, page: "iam/access-keys" }
const onTasks = { file: TASKS, page: "account/tasks", joining: true, by: "reviewer" } as const
const onApproval = { file: AFFILIATION, page: "/me/affiliation", features: "asked", by: "approver" } as const
const empty = { address: "", licenceNumber: "", industry: "", country: "", scale: "" }

/** What the organization's own actions take, and who may call them. */
const organizationActions: Record<string, OrganizationAction> = {
  inviteAction: { input: ({ acme }) => ({ organizationId: acme.id, contact: newEmail(), role: "member" }) },
  inviteManyAction: {
    input: ({ acme }) => ({
      organizationId: acme.id,
      batch: randomUUID(),
      rows: [newEmail(), newPhone()].map((contact) => ({ contact, role: "member" })),
    }),
  },
  previewAction: {
    input: ({ acme }) => ({ organizationId: acme.id, rows: [{ contact: newEmail(), role: "member" }] }),
  },
  revokeAction: { input: ({ pending }) => ({ id: pending.id }) },
  resendAction: { input: ({ pending }) => ({ id: pending.id }) },
  retryAction: { input: ({ failed }) => ({ id: failed.id }) },
  correctAction: { input: ({ pending }) => ({ id: pending.id, contact: newEmail() }) },
  linkAction: { input: ({ pending }) => ({ id: pending.id }) },
  recordsAction: { input: ({ acme }) => ({ organizationId: acme.id }), also: ["admin"] },
  findMembersAction: {
    file: FRAME,
    input: ({ acme }) => ({ organizationId: acme.id, search: "" }),
    also: ["admin"],
    free: ["search"],
  },
  filterChoicesAction: { input: ({ acme }) => ({ organizationId: acme.id, filter: "status" }), also: ["admin"] },
  changeRoleAction: {
    input: ({ acme, victim }) => ({ organizationId: acme.id, accountId: victim.id, role: "admin" }),
  },
  removeAction: { input: ({ acme, victim }) => ({ organizationId: acme.id, accountId: victim.id }) },
  undoRemovalAction: {
    input: ({ acme, victim }) => ({ organizationId: acme.id, accountId: victim.id }),
    removed: true,
  },
  editInvitationAction: {
    input: ({ pending }) => ({ id: pending.id, role: "dev_admin", note: "Another note." }),
    free: ["note"],
  },
  revokeManyAction: { input: ({ acme, pending }) => ({ organizationId: acme.id, ids: [pending.id] }) },
  resendManyAction: { input: ({ acme, pending }) => ({ organizationId: acme.id, ids: [pending.id] }) },
  changeRoleManyAction: {
    input: ({ acme, victim }) => ({ organizationId: acme.id, ids: [victim.id], role: "admin" }),
  },
  removeManyAction: { input: ({ acme, victim }) => ({ organizationId: acme.id, ids: [victim.id] }) },
  undoRemovalsAction: { input: ({ acme, victim }) => ({ organizationId: acme.id, ids: [victim.id] }), removed: true },
  matchingMembersAction: {
    input: ({ acme }) => ({ organizationId: acme.id, query: "role=member" }),
    also: ["admin"],
    free: ["query"],
  },
  matchingRecordsAction: {
    input: ({ acme }) => ({ organizationId: acme.id, query: "status=pending" }),
    also: ["admin"],
    free: ["query"],
  },
  verifyAuditAction: {
    input: ({ acme }) => ({ organizationId: acme.id }),
    also: ["admin"],
    file: AUDIT,
    page: "iam/audit",
  },
  saveProfileAction: {
    ...onProfile,
    input: ({ acme }) => ({ organizationId: acme.id, version: "0", handle: acme.id, name: "Edited", ...empty }),
    also: ["admin"],
    free: ["name", ...Object.keys(empty)],
  },
  searchMembersAction: {
    ...onProfile,
    input: ({ acme }) => ({ organizationId: acme.id, search: "" }),
    free: ["search"],
  },
  changeOwnerAction: {
    ...onProfile,
    input: ({ acme, victim }) => ({ organizationId: acme.id, accountId: victim.id }),
  },
  resendChangeAction: { ...onProfile, input: ({ transfer }) => ({ id: transfer?.id }), transferring: true },
  cancelChangeAction: { ...onProfile, input: ({ transfer }) => ({ id: transfer?.id }), transferring: true },
  enableFeaturesAction: { ...onProfile, input: ({ acme }) => ({ organizationId: acme.id }), features: "silent" },
  confirmFeaturesAction: { ...onProfile, input: ({ enabling }) => ({ id: enabling?.id }), features: "approved" },
  cancelFeaturesAction: { ...onProfile, input: ({ acme }) => ({ organizationId: acme.id }), features: "asked" },
  approveFeaturesAction: { ...onApproval, input: ({ approval }) => ({ id: approval?.id }) },
  declineFeaturesAction: { ...onApproval, input: ({ approval }) => ({ id: approval?.id }) },
  demandFactorsAction: {
    ...onProfile,
    input: ({ acme }) => ({ organizationId: acme.id, roles: ["admin"] }),
    lists: ["roles"],
  },
  closeOrganizationAction: {
    ...onProfile,
    input: ({ acme }) => ({ organizationId: acme.id, name: acme.name }),
    alone: true,
  },
  createAccountAction: {
    ...onGroup,
    input: ({ acme }) => ({ organizationId: acme.id, name: "Shared Billing" }),
    free: ["name"],
  },
  bindSecurityAction: {
    ...onGroup,
    input: ({ acme, account }) => ({
      organizationId: acme.id,
      accountId: account?.id,
      email: newEmail(),
      phone: newPhone(),
    }),
    created: "unbound",
  },
  sendActivationAction: { ...onGroup, input: ({ binding }) => ({ id: binding?.id }), created: "waiting" },
  sendActivationsAction: {
    ...onGroup,
    input: ({ acme, binding }) => ({ organizationId: acme.id, ids: [binding?.id] }),
    created: "waiting",
  },
  matchingAccountsAction: {
    ...onGroup,
    input: ({ acme }) => ({ organizationId: acme.id, query: "" }),
    also: ["admin"],
    free: ["query"],
  },
  removeAccountAction: {
    ...onGroup,
    input: ({ acme, victim }) => ({ organizationId: acme.id, accountId: victim.id }),
  },
  submitAction: {
    ...onInformation,
    input: ({ acme }) => ({
      organizationId: acme.id,
      name: "Acme Ltd.",
      licenceNumber: newLicence(),
      type: "enterprise",
    }),
    free: ["name"],
    uncertified: "silent",
  },
  withdrawAction: { ...onInformation, input: ({ request }) => ({ id: request?.id }), uncertified: "waiting" },
  resetCodeAction: { ...onInformation, input: ({ acme }) => ({ organizationId: acme.id }) },
  createAccessKeyAction: {
    ...onKeys,
    input: ({ acme }) => ({ organizationId: acme.id, name: "Pipeline", permissions: ["read", "invite"] }),
    free: ["name"],
  },
  setAccessKeyAction: { ...onKeys, input: ({ accessKey }) => ({ id: accessKey?.id, enabled: false }), keyed: true },
  deleteAccessKeyAction: { ...onKeys, input: ({ accessKey }) => ({ id: accessKey?.id }), keyed: true },
  approveRequestAction: { ...onTasks, input: ({ join }) => ({ id: join?.id }) },
  rejectRequestAction: { ...onTasks, input: ({ join }) => ({ id: join?.id, reason: "No." }), free: ["reason"] },
  withdrawRequestAction: {
    input: ({ join }) => ({ id: join?.id }),
    file: AFFILIATION,
    page: "/me/affiliation",
    joining: true,
    by: "applicant",
  },
  approveAction: { ...onOperator, input: ({ request }) => ({ id: request?.id }) },
  rejectAction: { ...onOperator, input: ({ request }) => ({ id: request?.id, reason: "No." }), free: ["reason"] },
}

/** As a passkey would answer that is none of anybody's. */
const forgedAnswer = JSON.stringify({
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key",
  response: { clientDataJSON: "e30", authenticatorData: "AAAA", signature: "AAAA" },
})

/** What strangers send to the other actions: none of it may touch the organization. */
const otherActions: Record<string, { page: string; input: (scene: Scene) => Record<string, string> }> = {
  [`${LETTER} answerAction`]: {
    page: "/invite",
    input: ({ pending }) => ({ token: pending.token, answer: "accept" }),
  },
  [`${INVITE} newLinkAction`]: { page: "/invite", input: ({ pending }) => ({ token: pending.token }) },
  [`${INVITE} verifyInvitedAction`]: { page: "/invite", input: ({ pending }) => ({ token: pending.token }) },
  [`${INVITE} verifyContactAction`]: {
    page: "/invite",
    input: ({ pending }) => ({ verificationId: pending.id, code: "000000" }),
  },
  [`${ACTIVATE} activateAction`]: {
    page: "/activate",
    input: ({ pending }) => ({ token: pending.token, password: PASSWORD }),
  },
  [`${OPT_OUT} optOutAction`]: {
    page: "/opt-out",
    input: ({ pending }) => ({ token: pending.token, wanted: "none" }),
  },
  [`${NOT_ME} notMeAction`]: { page: "/not-me", input: ({ pending }) => ({ token: pending.token }) },
  [`${LOGINS} endLoginAction`]: { page: "/me/logins", input: () => ({ login: "x".repeat(43) }) },
  [`${LOGINS} endOtherLoginsAction`]: { page: "/me/logins", input: ({ acme }) => ({ accountId: acme.owner.id }) },
  [`${LOGINS} disableMadeKeysAction`]: { page: "/me/logins", input: ({ acme }) => ({ accountId: acme.owner.id }) },
  [`${AUTH} loginAction`]: { page: "/login", input: ({ acme }) => ({ contact: acme.owner.address, password: "x" }) },
  [`${AUTH} registerAction`]: { page: "/register", input: ({ acme }) => ({ contact: acme.owner.address, name: "x" }) },
  [`${AUTH} invitedCodeAction`]: { page: "/register", input: ({ pending }) => ({ token: pending.token }) },
  [`${AUTH} registerInvitedAction`]: {
    page: "/register",
    input: ({ pending }) => ({ verificationId: pending.id, code: "000000", name: "x", password: PASSWORD }),
  },
  [`${AUTH} verifyAction`]: {
    page: "/verify",
    input: ({ pending }) => ({ verificationId: pending.id, code: "000000" }),
  },
  [`${AUTH} forgotAction`]: { page: "/forgot", input: ({ acme }) => ({ contact: acme.owner.address }) },
  [`${AUTH} resetAction`]: { page: "/reset", input: ({ pending }) => ({ verificationId: pending.id, code: "000000" }) },
  [`${AUTH} codeAgainAction`]: { page: "/verify", input: ({ pending }) => ({ verificationId: pending.id }) },
  [`${AUTH} logOutAction`]: { page: "/me", input: () => ({}) },
  [`${AUTH} switchAccountAction`]: { page: "/invite", input: () => ({}) },
  [`${AUTH} secondStepAction`]: { page: "/login/verify", input: () => ({ code: "000000" }) },
  [`${PASSKEYS} secondPasskeyOptionsAction`]: { page: "/login/verify", input: () => ({}) },
  [`${PASSKEYS} secondPasskeyAction`]: { page: "/login/verify", input: () => ({ answer: forgedAnswer }) },
  [`${FACTORS} startAppAction`]: { page: "/me/factors", input: ({ acme }) => ({ accountId: acme.owner.id }) },
  [`${FACTORS} addAppAction`]: { page: "/me/factors/app", input: () => ({ name: "x", code: "000000" }) },
  [`${FACTORS} newPasskeyOptionsAction`]: { page: "/me/factors/passkey", input: () => ({ name: "x" }) },
  [`${FACTORS} addPasskeyAction`]: { page: "/me/factors/passkey", input: () => ({ name: "x", answer: forgedAnswer }) },
  [`${FACTORS} renameFactorAction`]: {
    page: "/me/factors/app",
    input: ({ acme }) => ({ id: acme.owner.id, name: "Taken" }),
  },
  [`${FACTORS} removeFactorAction`]: { page: "/me/factors/app", input: ({ acme }) => ({ id: acme.owner.id }) },
  [`${FACTORS} makeRecoveryCodesAction`]: { page: "/me/factors/codes", input: () => ({}) },
  [`${CONFIRM} confirmPasswordAction`]: { page: "/me/confirm", input: () => ({ password: "x" }) },
  [`${CONFIRM} confirmCodeAction`]: { page: "/me/confirm", input: () => ({ code: "000000" }) },
  [`${CONFIRM} confirmOptionsAction`]: { page: "/me/confirm", input: () => ({}) },
  [`${CONFIRM} confirmPasskeyAction`]: { page: "/me/confirm", input: () => ({ answer: forgedAnswer }) },
  [`${ACCOUNT} changePasswordAction`]: {
    page: "/me",
    input: ({ acme }) => ({ accountId: acme.owner.id, password: "x" }),
  },
  [`${ACCOUNT} renameAction`]: { page: "/me/name", input: ({ acme }) => ({ accountId: acme.owner.id, name: "Taken" }) },
  [`${ACCOUNT} addContactAction`]: { page: "/me", input: ({ acme }) => ({ contact: acme.owner.address }) },
  [`${ACCOUNT} verifyContactAction`]: {
    page: "/me",
    input: ({ pending }) => ({ verificationId: pending.id, code: "000000" }),
  },
  [`${ACCOUNT} createOrganizationAction`]: { page: "/me/organization", input: () => ({ name: "Cloud Harbour" }) },
  [`${ACCOUNT} logInAgainAction`]: {
    page: "/me",
    input: ({ acme }) => ({ contact: acme.owner.address, password: "x" }),
  },
  [`${ACCOUNT} openInvitationAction`]: { page: "/me", input: ({ pending }) => ({ id: pending.id }) },
  [`${ACCOUNT} leaveAction`]: { page: "/me", input: () => ({ organizationId: "o-nosuchplace1" }) },
  [`${ACCOUNT} logOutEverywhereAction`]: { page: "/me", input: ({ acme }) => ({ accountId: acme.owner.id }) },
  [`${AFFILIATION} affiliationAction`]: {
    page: "/me/affiliation",
    input: ({ acme }) => ({
      to: "sent",
      code: "0000-0000-0000-0000",
      agreed: "on",
      reviewerId: acme.owner.id,
      description: "x",
    }),
  },
  [`${PREFERENCES} setLocale`]: { page: "/login", input: () => ({ locale: "zh-CN" }) },
  [`${PREFERENCES} setTheme`]: { page: "/login", input: () => ({ theme: "dark" }) },
  [`${PREFERENCES} setKeys`]: { page: "/help", input: () => ({ keys: "off" }) },
}

test("every action of the build stands in the tables of this file", () => {
  const own = Object.entries(organizationActions).map(([name, { file = CONSOLE }]) => `${file} ${name}`)
  const known = [...own, ...Object.keys(otherActions)]
  expect([...actionIds().keys()].sort()).toEqual(known.sort())
})

for (const [
  name,
  { input, also = [], free = [], lists = [], file = CONSOLE, page: at, by, ...about },
] of Object.entries(organizationActions)) {
  const action = `${file} ${name}`
  const pageOf = ({ acme }: Scene) => (at?.startsWith("/") ? at : at && `/${acme.id}/${at}`)
  const entitled = (scene: Scene) => (by ? scene[by] : scene.acme.owner)
  const allowed = by ? holders[by] : ["the super admin", ...also].join(" and ")
  test(`${file === CONSOLE ? "R1 " : ""}${name} is refused to everyone but ${allowed}, and changes nothing`, async ({
    world,
  }) => {
    const scene = await sceneOf(world, about)
    const before = await fingerprint(world, scene)
    const attackers = by ? { ...scene.attackers, owner: scene.acme.owner } : scene.attackers
    for (const [who, attacker] of Object.entries(attackers)) {
      if (also.includes(who)) continue
      const answer = await post(world, scene, { action, page: pageOf(scene), input: input(scene), as: attacker })
      expect(codeOf(answer), who).toBe(expectedCode(who))
      expect(await fingerprint(world, scene), who).toEqual(before)
    }
    if (about.alone)
      await world.run(sql`delete from memberships where organization_id = ${scene.acme.id} and role <> 'super_admin'`)
    const answer = await post(world, scene, { action, page: pageOf(scene), input: input(scene), as: entitled(scene) })
    expect(answer.text).toContain('"ok":true')
  })

  test(`${name} is refused from another site and without a word on its origin`, async ({ world }) => {
    const scene = await sceneOf(world, about)
    const before = await fingerprint(world, scene)
    const origins: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      {},
      { origin: process.env.MUSTER_ORIGIN ?? "", "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]
    for (const headers of origins) {
      const attack = { action, page: pageOf(scene), input: input(scene), as: entitled(scene), headers }
      expect((await post(world, scene, attack)).status, JSON.stringify(headers)).toBe(403)
    }
    expect(await fingerprint(world, scene)).toEqual(before)
  })

  test(`${name} survives input of any shape without a trace`, async ({ world }) => {
    const scene = await sceneOf(world, about)
    const before = await fingerprint(world, scene)
    const good = input(scene)
    const shapes = [
      ...["text", 7, true, null, [], [good], {}].map((shape) => shape as unknown),
      ...Object.keys(good)
        .filter((field) => !free.includes(field))
        .flatMap((field) =>
          [
            "",
            null,
            7,
            ...(lists.includes(field) ? [] : [[]]),
            { $ne: "" },
            [good[field]],
            `${good[field]}'; --`,
            "\u0000",
          ].map((value) => ({ ...good, [field]: value })),
        ),
      { ...good, actorId: scene.acme.owner.id, lifetimeSeconds: 9e9, kind: "invitation", generation: 1 },
    ]
    for (const shape of shapes) {
      const attack = { action, page: pageOf(scene), input: shape, as: entitled(scene) }
      const answer = await post(world, scene, attack)
      expect(codeOf(answer), JSON.stringify(shape)).toMatch(/^(invalid_input|not_found)$/)
    }
    expect(await fingerprint(world, scene)).toEqual(before)
  })
}

for (const [action, { page, input }] of Object.entries(otherActions)) {
  test(`${action.split(/[ /]/).at(-1)} of ${page} gives nobody a way into an organization`, async ({ world }) => {
    const scene = await sceneOf(world)
    const before = await fingerprint(world, scene)
    for (const [who, attacker] of Object.entries({ ...scene.attackers, owner: scene.acme.owner })) {
      for (const typed of [input(scene), null]) {
        const form = typed && formOf(typed, action)
        const answer = await post(world, scene, { action, page, input: form, as: attacker })
        expect(answer.status, `${who} with ${form ? "a form" : "nothing"}`).toBeLessThan(500)
        expect(answer.opened, `${who} is let in as somebody`).toEqual([])
        // What was typed may come back to whoever has typed it.
        const untold = [scene.pending.token, scene.failed.token].filter((token) => typed?.token !== token)
        for (const token of untold) expect(`${answer.headers}\n${answer.text}`, who).not.toContain(token)
        expect(await fingerprint(world, scene), who).toEqual(before)
      }
    }
  })
}

for (const way of ["accept", "decline"]) {
  test(`R29 R72 answerAction with ${way} by hand is refused to whoever is not the person asked, and changes nothing`, async ({
    world,
  }) => {
    const scene = await sceneOf(world)
    const transfer = await world.transfer(scene.acme, await world.member(scene.acme.id))
    const before = await fingerprint(world, scene)
    const codes: Record<string, string> = { anonymous: "not_logged_in", ended: "login_expired" }
    for (const { token, path } of [scene.pending, transfer]) {
      const input = formOf({ token, answer: way })
      const attack = { action: `${LETTER} answerAction`, page: path.split("?")[0], input }
      for (const [who, attacker] of Object.entries({ ...scene.attackers, owner: scene.acme.owner })) {
        const answer = await post(world, scene, { ...attack, as: attacker })
        expect(codeOf(answer), who).toBe(codes[who] ?? "wrong_account")
        expect(await fingerprint(world, scene), who).toEqual(before)
      }
    }
  })
}

test("leaveAction takes nobody out but whoever calls it, and the super admin not at all", async ({ world }) => {
  const scene = await sceneOf(world)
  const { acme, attackers } = scene
  const codes: Record<string, string> = {
    anonymous: "not_logged_in",
    ended: "login_expired",
    outsider: "not_found",
    "super admin of another organization": "not_found",
    owner: "owner_cannot_leave",
  }
  const members = async () => {
    const rows = await world.run(sql`select account_id from memberships where organization_id = ${acme.id}`)
    return rows.map(({ account_id }) => account_id).sort()
  }
  for (const [who, attacker] of Object.entries({ ...attackers, owner: acme.owner })) {
    const before = await members()
    const leave = (input: Input) =>
      post(world, scene, { action: `${ACCOUNT} leaveAction`, page: "/me", input, as: attacker })
    await leave({ organizationId: acme.id, accountId: scene.victim.id })
    expect(await members(), `${who}, naming another`).toEqual(before)
    const answer = await leave({ organizationId: acme.id })
    if (codes[who]) expect(codeOf(answer), who).toBe(codes[who])
    expect(await members(), who).toEqual(before.filter((id) => codes[who] || id !== attacker?.id))
  }
})

test("R102 bindSecurityAction by hand is refused for whoever was not created by the enterprise, and changes nothing", async ({
  world,
}) => {
  const scene = await sceneOf(world)
  const { acme, other, victim } = scene
  const invited = await world.person()
  await accept(invited.ctx, { id: (await world.invite(acme, invited.address)).id })
  const theirs = await world.createAccount(other)
  const before = [await fingerprint(world, scene), await fingerprint(world, { acme: other })]
  const refused = { not_created: [invited, victim, acme.owner], not_found: [theirs, other.owner] }
  for (const [code, accounts] of Object.entries(refused)) {
    for (const { id } of accounts) {
      const input = { organizationId: acme.id, accountId: id, email: newEmail(), phone: newPhone() }
      const attack = { action: `${GROUP} bindSecurityAction`, page: `/${acme.id}/enterprise/account-group`, input }
      expect(codeOf(await post(world, scene, { ...attack, as: acme.owner }))).toBe(code)
    }
  }
  expect([await fingerprint(world, scene), await fingerprint(world, { acme: other })]).toEqual(before)
})

test("R113 removeAccountAction by hand is refused for an account that is not activated", async ({ world }) => {
  const scene = await sceneOf(world, { created: "waiting" })
  const before = await fingerprint(world, scene)
  const input = { organizationId: scene.acme.id, accountId: scene.account?.id }
  for (const [action, page] of [
    [`${GROUP} removeAccountAction`, "enterprise/account-group"],
    [`${CONSOLE} removeAction`, "enterprise/members"],
  ] as const) {
    const attack = { action, page: `/${scene.acme.id}/${page}`, input, as: scene.acme.owner }
    expect(codeOf(await post(world, scene, attack))).toBe("not_activated")
  }
  expect(await fingerprint(world, scene)).toEqual(before)
})

const disguises = [
  "super_admin",
  "SUPER_ADMIN",
  " super_admin ",
  "super_admin\u200b",
  "superadmin",
  "owner",
  "root",
  ["super_admin"],
  ["member", "super_admin"],
  { role: "super_admin" },
  "member,super_admin",
  "ｓuper_admin",
  "__proto__",
]

test("R7 R11 no disguise of super_admin is given by an invitation, nor admin", async ({ world }) => {
  const scene = await sceneOf(world)
  const before = await fingerprint(world, scene)
  for (const role of [...disguises, "admin"]) {
    const input = { organizationId: scene.acme.id, contact: newEmail(), role }
    const answer = await post(world, scene, { action: `${CONSOLE} inviteAction`, input, as: scene.acme.owner })
    expect(codeOf(answer), JSON.stringify(role)).toBe("invalid_input")
  }
  expect(await fingerprint(world, scene)).toEqual(before)
})

test("an enterprise that is not certified invites nobody of a list, and each row says so", async ({ world }) => {
  const scene = await sceneOf(world, { uncertified: "silent" })
  const before = await fingerprint(world, scene)
  const rows = [newEmail(), newPhone()].map((contact) => ({ contact, role: "member" }))
  for (const [name, more] of [
    ["inviteManyAction", { batch: randomUUID() }],
    ["previewAction", {}],
  ] as const) {
    const input = { organizationId: scene.acme.id, rows, ...more }
    const answer = await post(world, scene, { action: `${CONSOLE} ${name}`, input, as: scene.acme.owner })
    expect(answer.text.match(/"not_certified"/g), name).toHaveLength(2)
  }
  expect(await fingerprint(world, scene)).toEqual(before)
})

const badRows: [string, Input][] = [
  ...[...disguises, "admin"].map((role): [string, Input] => [`the role ${JSON.stringify(role)}`, { role }]),
  ["a note that is too long", { note: "x".repeat(501) }],
  ["no contact at all", { contact: undefined }],
  ["a contact without end", { contact: "x".repeat(641) }],
  ["days that are no number", { days: "soon" }],
  ["a member more", { affiliates: true }],
  ["an id of its own", { id: randomUUID() }],
]

test("R7 R11 a list with one row of a wrong shape is refused whole", async ({ world }) => {
  const scene = await sceneOf(world)
  const before = await fingerprint(world, scene)
  const good = { contact: newEmail(), role: "member" }
  const lists: [string, Input][] = [
    ...badRows.map(([what, row]): [string, Input] => [what, { rows: [good, { ...good, ...row }] }]),
    ["501 rows", { rows: Array.from({ length: 501 }, () => ({ contact: newEmail(), role: "member" })) }],
    ["another language", { rows: [good], locale: "xx" }],
  ]
  for (const [what, { rows, ...more }] of lists) {
    for (const [name, own] of [
      ["inviteManyAction", { batch: randomUUID() }],
      ["previewAction", {}],
    ] as const) {
      const input = { organizationId: scene.acme.id, rows, ...own, ...more }
      const answer = await post(world, scene, { action: `${CONSOLE} ${name}`, input, as: scene.acme.owner })
      expect(codeOf(answer), `${name}: ${what}`).toBe("invalid_input")
    }
  }
  expect(await fingerprint(world, scene)).toEqual(before)
})

test("R11 R33 no disguise of super_admin is given to a member, and the super admin keeps the seat", async ({
  world,
}) => {
  const { acme, victim, ...scene } = await sceneOf(world)
  const before = await fingerprint(world, { acme })
  const change = (input: Input) =>
    post(world, { acme, victim, ...scene }, { action: `${CONSOLE} changeRoleAction`, input, as: acme.owner })
  for (const role of disguises) {
    const answer = await change({ organizationId: acme.id, accountId: victim.id, role })
    expect(codeOf(answer), JSON.stringify(role)).toBe("invalid_input")
  }
  const own = { organizationId: acme.id, accountId: acme.owner.id }
  expect(codeOf(await change({ ...own, role: "member" }))).toBe("last_super_admin")
  const removal = { action: `${CONSOLE} removeAction`, input: own, as: acme.owner }
  expect(codeOf(await post(world, { acme, victim, ...scene }, removal))).toBe("last_super_admin")
  expect(await fingerprint(world, { acme })).toEqual(before)
})

test("ids of another organization are as good as none", async ({ world }) => {
  const scene = await sceneOf(world)
  const { acme, other, victim, pending } = scene
  const before = [await fingerprint(world, scene), await fingerprint(world, { acme: other })]
  const attacks: [string, Input][] = [
    ["revokeAction", { id: pending.id }],
    ["resendAction", { id: pending.id }],
    ["correctAction", { id: pending.id, contact: newEmail() }],
    ["linkAction", { id: pending.id }],
    ["retryAction", { id: scene.failed.id }],
    ["removeAction", { organizationId: other.id, accountId: victim.id }],
    ["changeRoleAction", { organizationId: other.id, accountId: victim.id, role: "admin" }],
    ["removeAction", { organizationId: other.id, accountId: acme.owner.id }],
    ["editInvitationAction", { id: pending.id, role: "member", note: "" }],
    ["revokeManyAction", { organizationId: other.id, ids: [pending.id, scene.failed.id] }],
    ["resendManyAction", { organizationId: other.id, ids: [pending.id] }],
    ["removeManyAction", { organizationId: other.id, ids: [victim.id] }],
    ["changeRoleManyAction", { organizationId: other.id, ids: [victim.id], role: "admin" }],
    ["matchingMembersAction", { organizationId: acme.id, query: "" }],
    ["matchingRecordsAction", { organizationId: acme.id, query: "" }],
    ["recordsAction", { organizationId: acme.id }],
    ["inviteAction", { organizationId: acme.id, contact: newEmail(), role: "member" }],
    [
      "inviteManyAction",
      { organizationId: acme.id, batch: randomUUID(), rows: [{ contact: newEmail(), role: "member" }] },
    ],
    ["previewAction", { organizationId: acme.id, rows: [{ contact: newEmail(), role: "member" }] }],
  ]
  for (const [name, input] of attacks) {
    for (const page of [membersOf(other), membersOf(acme)]) {
      const answer = await post(world, scene, { action: `${CONSOLE} ${name}`, input, as: other.owner, page })
      expect(codeOf(answer), `${name} ${JSON.stringify(input)}`).toBe("not_found")
      expect(answer.text).not.toContain(pending.token)
    }
  }
  expect([await fingerprint(world, scene), await fingerprint(world, { acme: other })]).toEqual(before)
})

test("a batch that names something of another organization does the rest, and says that it is not there", async ({
  world,
}) => {
  const scene = await sceneOf(world)
  const { acme, other, victim, pending } = scene
  const own = { record: await world.invite(other, newEmail()), member: await world.member(other.id) }
  const before = await fingerprint(world, scene)
  const batches: [string, Input][] = [
    ["resendManyAction", { ids: [own.record.id, pending.id] }],
    ["revokeManyAction", { ids: [pending.id, own.record.id] }],
    ["changeRoleManyAction", { ids: [victim.id, own.member.id, acme.owner.id], role: "dev_admin" }],
    ["removeManyAction", { ids: [own.member.id, victim.id] }],
  ]
  for (const [name, input] of batches) {
    const attack = { action: `${CONSOLE} ${name}`, input: { organizationId: other.id, ...input }, as: other.owner }
    const { text } = await post(world, scene, { ...attack, page: membersOf(other) })
    expect(text, name).toContain('"ok":true')
    const foreign = text.includes(victim.id) ? victim.id : pending.id
    expect(text, name).toContain(`{"id":"${foreign}","code":"not_found"`)
    expect(text, name).not.toContain(own.member.id)
  }
  expect(await fingerprint(world, scene)).toEqual(before)
  const [left] = await world.run(sql`select
    (select state from handshakes where id = ${own.record.id}) as state,
    (select count(*)::int from memberships where account_id = ${own.member.id}) as memberships`)
  expect(left).toEqual({ state: "canceled", memberships: 0 })
})

test("no batch is longer than what one may name, and none gives super_admin by any disguise", async ({ world }) => {
  const scene = await sceneOf(world)
  const { acme, victim } = scene
  const before = await fingerprint(world, scene)
  const tooMany = Array.from({ length: 501 }, () => randomUUID())
  const attacks: [string, Input][] = [
    ...["revokeManyAction", "resendManyAction", "removeManyAction", "undoRemovalsAction"].flatMap(
      (name): [string, Input][] => [tooMany, [], ["all"], [victim.id, null]].map((ids) => [name, { ids }]),
    ),
    ...[...disguises, "admin,member"].map((role): [string, Input] => [
      "changeRoleManyAction",
      { ids: [victim.id], role },
    ]),
  ]
  for (const [name, input] of attacks) {
    const attack = { action: `${CONSOLE} ${name}`, input: { organizationId: acme.id, ...input }, as: acme.owner }
    expect(codeOf(await post(world, scene, attack)), `${name} ${JSON.stringify(input).slice(0, 80)}`).toBe(
      "invalid_input",
    )
  }
  expect(await fingerprint(world, scene)).toEqual(before)
})

async function sceneOf(
  world: World,
  { transferring, removed, uncertified, joining, created, keyed, features }: Partial<OrganizationAction> = {},
) {
  const [acme, other] = [await world.enterprise(), await world.enterprise()]
  const pending = await world.invite(acme, newEmail())
  const failed = await world.invite(acme, newEmail())
  await world.run(sql`update letters set state = 'failed', attempts = 99 where handshake_id = ${failed.id}`)
  await world.run(sql`update handshakes set delivery = 'failed' where id = ${failed.id}`)
  const ended = await world.person()
  const attackers: Record<string, Someone> = {
    anonymous: null,
    ended,
    outsider: await world.person(),
    "super admin of another organization": other.owner,
    admin: await world.member(acme.id, "admin"),
    finance_admin: await world.member(acme.id, "finance_admin"),
    dev_admin: await world.member(acme.id, "dev_admin"),
    member: await world.member(acme.id, "member"),
  }
  const victim = await world.member(acme.id)
  const transfer = transferring ? await world.transfer(acme, victim) : null
  // However long the attacks take, the removal stays young.
  if (removed)
    await removeMember(
      { ...acme.owner.ctx, clock: clockAfter("1 hour") },
      { organizationId: acme.id, accountId: victim.id },
    )
  if (uncertified) await world.run(sql`update organizations set entity_id = null where id = ${acme.id}`)
  const request = uncertified === "waiting" ? await world.request(acme) : null
  const [operator, applicant, reviewer] = [
    await world.operator(),
    await world.person(),
    await world.member(acme.id, "admin"),
  ]
  const join = joining ? await world.join(acme, applicant, { reviewer }) : null
  const account = created ? await world.createAccount(acme) : null
  const binding = account && created === "waiting" ? await world.bind(acme, account) : null
  const accessKey = keyed
    ? await createAccessKey(acme.owner.ctx, { organizationId: acme.id, name: "Pipeline", permissions: ["read"] })
    : null
  const approver = await world.person()
  if (features === "asked") await world.affiliate(acme, approver)
  if (features) await world.run(sql`update organizations set all_features = false where id = ${acme.id}`)
  const enabling =
    features && features !== "silent" ? await enableAllFeatures(acme.owner.ctx, { organizationId: acme.id }) : null
  const [approval] = await ownApprovals(approver.ctx)
  const parties = { operator, applicant, reviewer, approver }
  return {
    acme,
    other,
    pending,
    failed,
    ended,
    victim,
    transfer,
    request,
    join,
    account,
    binding,
    accessKey,
    enabling,
    approval,
    attackers,
    ...parties,
  }
}

function expectedCode(who: string) {
  const codes: Record<string, string> = { anonymous: "not_logged_in", ended: "login_expired" }
  return codes[who] ?? (["outsider", "super admin of another organization"].includes(who) ? "not_found" : "forbidden")
}

/** All that an attack could leave in an organization; what the worker writes of deliveries is left out. */
async function fingerprint(world: World, { acme: { id } }: Pick<Scene, "acme">) {
  const [row] = await world.run(sql`select
    (select json_agg(json_build_array(id, state, generation, initiator_id, terms, sent_at, expires_at) order by id)
       from handshakes where organization_id = ${id}) as handshakes,
    (select json_agg(json_build_array(account_id, role, origin) order by account_id)
       from memberships where organization_id = ${id}) as memberships,
    (select json_agg(json_build_array(id, disabled_at, deleted_at) order by id)
       from access_keys where organization_id = ${id}) as access_keys,
    (select json_agg(json_build_array(b.contact, b.handshake_id) order by b.contact)
       from bindings b join handshakes h on h.id = b.handshake_id where h.organization_id = ${id}) as bindings,
    (select json_agg(id order by id) from audit where organization_id = ${id} and refusal is null) as audit,
    (select json_agg(json_build_array(l.id, l.generation) order by l.id)
       from letters l join handshakes h on h.id = l.handshake_id where h.organization_id = ${id}) as letters,
    (select json_build_array(name, handle, address, profile_version, entity_id, quota, seats_taken, code_generation, all_features, closed_at) from organizations where id = ${id}) as organization`)
  return row
}

interface Attack {
  action: string
  input: unknown
  as: Someone
  page?: string
  /** In place of a true origin. */
  headers?: Record<string, string>
}

/** Calls an action as the browser would, past every page. */
async function post(world: World, scene: Scene | Omit<Scene, never>, { action, input, as, page, headers }: Attack) {
  const own = as && `${SESSION}=${await openSession(world.db, { clock: databaseClock }, as.id)}`
  if (as && as === scene.ended) await world.endSessions(as.id)
  const answer = await fetch(`${process.env.MUSTER_ORIGIN}${page ?? membersOf(scene.acme)}`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "next-action": actionIds().get(action) ?? "",
      accept: "text/x-component",
      ...(own ? { cookie: own } : {}),
      ...(headers ?? { origin: process.env.MUSTER_ORIGIN ?? "", "sec-fetch-site": "same-origin" }),
    },
    body: input instanceof FormData ? input : JSON.stringify([null, input]),
  })
  expect(answer.headers.has("x-nextjs-action-not-found"), `${action} is served by ${page ?? "Members"}`).toBe(false)
  return {
    status: answer.status,
    headers: JSON.stringify([...answer.headers]),
    text: await answer.text(),
    opened: sessionsSet(answer).filter((session) => session !== own),
  }
}

/** The logins that an answer gives, without those that it ends. */
function sessionsSet({ headers }: Response) {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((cookie) => cookie.startsWith(`${SESSION}=`) && cookie !== `${SESSION}=`)
}

/** These take their form first, as a plain form has no answer to come back to. */
const WITHOUT_ANSWER = /(switchAccountAction|setLocale|setTheme)$/

/** A form as React sends it: its fields, and the arguments of the action, of which it is the last. */
function formOf(fields: Record<string, string>, action = ""): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(`_1_${name}`, value)
  form.append("0", JSON.stringify(WITHOUT_ANSWER.test(action) ? ["$K1"] : [null, "$K1"]))
  return form
}

function codeOf({ text, status }: { text: string; status: number }) {
  return /"ok":false,"code":"(\w+)"/.exec(text)?.[1] ?? `${status}: ${text.slice(0, 200)}`
}

function membersOf({ id }: { id: string }) {
  return `/${id}/enterprise/members`
}
