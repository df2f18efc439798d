import { eq, sql } from "drizzle-orm"
import { connect, type Database } from "@/db/client"
import { accounts, handshakes, letters, memberships, organizations } from "@/db/schema"
import type { NewAccessKey } from "@/lib/access-keys/access-keys"
import { newAccount } from "@/lib/accounts/accounts"
import { hashPassword } from "@/lib/accounts/passwords"
import { contactOf } from "@/lib/core/contacts"
import type { LoggedIn, ReadableOrganizationId } from "@/lib/core/context"
import { OWN_TURN } from "@/lib/core/turns/fair"
import { beActive } from "@/lib/demo/activity"
import { asApiClient, NORTHWIND, seedApiClient } from "@/lib/demo/api-client"
import { arrivals } from "@/lib/demo/arrivals"
import { idFrom } from "@/lib/demo/clock"
import { accept, cancel, decline, propose } from "@/lib/handshake"
import { inviteAccount } from "@/lib/invitations/account-invitations"
import { createMemberAccount } from "@/lib/members/member-accounts"
import { changeRole, removeMember } from "@/lib/members/members"
import { bindSecurity } from "@/lib/members/security-bindings"
import { appointOperator } from "@/lib/operator/operators"
import { approveCertification, requestCertification } from "@/lib/organizations/certification"
import { invitationCode } from "@/lib/organizations/invitation-code"
import { requestToJoin } from "@/lib/organizations/joining"
import { foundOrganization } from "@/lib/organizations/organizations"
import { updateProfile } from "@/lib/organizations/profile"
import type { InvitableRole } from "@/lib/shared/roles"

const OPERATOR = "operator@muster.example"
/** The network address of everybody in the demo, which is reserved for examples. */
const OFFICE = "203.0.113.20"

interface Invited {
  role: InvitableRole
  daysAgo: number
  note?: string
}

interface Login {
  name: string
  contact: string
  role: string
}

interface Demo {
  logins: Login[]
  /** The access key with which programs can try the demo. */
  key: NewAccessKey
}

/**
 * Writes the demo into an empty database, through the same verbs as everybody: an enterprise with sixty members in
 * every role and invitations in every state, an account that asks to join it by its code, accounts that an API client
 * has invited, a second enterprise that waits to be certified, and an operator who can certify it. Gives the logins,
 * and the API client's key.
 */
export async function seedDemo(url: string, password: string): Promise<Demo> {
  const { db, close } = connect(url, { pool: 1 })
  try {
    return await seedStory(db, await hashPassword(password, OWN_TURN))
  } finally {
    await close()
  }
}

async function seedStory(db: Database, passwordHash: string): Promise<Demo> {
  const logins: Login[] = []
  const enter = async (name: string, contact: string, role: string) => {
    logins.push({ name, contact, role })
    return newAccount(db, { name, contact, passwordHash })
  }
  const at = (accountId: string, daysAgo: number): LoggedIn => {
    const clock = sql<Date>`(clock_timestamp() - ${daysAgo}::float * interval '1 day')`
    return { db, actor: { accountId, freshLogin: true }, clock, ip: OFFICE }
  }

  const sam = await newAccount(db, { name: "Sam Okafor", contact: OPERATOR, passwordHash })
  await appointOperator({ db }, contactOf(OPERATOR))
  const grace = await enter("Grace Lin", "grace@cloudharbour.example", "super_admin of Cloud Harbour")
  const harbour = await foundOrganization(at(grace, 90), { name: "Cloud Harbour" })
  const { id: certification } = await requestCertification(at(grace, 89), {
    organizationId: harbour,
    name: "Cloud Harbour Technology Co., Ltd.",
    licenceNumber: "91330100MA2CB3XH7K",
    type: "enterprise",
  })
  await approveCertification(at(sam, 88), { id: certification, shared: false })
  await updateProfile(at(grace, 87), {
    organizationId: harbour,
    version: 0,
    name: "Cloud Harbour",
    handle: "cloud-harbour",
    address: "18 Canal Street, Hangzhou",
    licenceNumber: "91330100MA2CB3XH7K",
    industry: "K",
    country: "CN",
    scale: "50-249",
  })
  const invite = async (contact: string, { role, daysAgo, note = "" }: Invited) => {
    const proposal = { id: idFrom(daysAgo), organizationId: harbour, subject: contact, terms: { role, note } }
    const { id } = await propose(at(grace, daysAgo), "invitation", proposal)
    return { id, accept: (guest: string) => accept(at(guest, daysAgo - 0.5), { id }), daysAgo }
  }

  const arrive = arrivals({ db, at, harbour, inviter: grace, passwordHash })
  const omar = await enter("Omar Haddad", "omar@cloudharbour.example", "admin")
  const mei = await enter("Mei Chen", "mei@cloudharbour.example", "finance_admin")
  const jonas = await enter("Jonas Weber", "jonas@cloudharbour.example", "dev_admin")
  const priya = await enter("Priya Nair", "+8613800138000", "member")
  const lucia = await newAccount(db, { name: "Lucía Torres", contact: "lucia@northwind.example", passwordHash })

  await arrive({ from: 86, to: 60.5, guests: 45 })
  await (await invite("omar@cloudharbour.example", { role: "member", daysAgo: 60 })).accept(omar)
  await changeRole(at(grace, 59), { organizationId: harbour, accountId: omar, role: "admin" })
  await arrive({ from: 58.5, to: 41.5, guests: 30 })
  await (await invite("mei@cloudharbour.example", { role: "finance_admin", daysAgo: 41 })).accept(mei)
  await arrive({ from: 40, to: 33.5, guests: 15 })
  await (await invite("jonas@cloudharbour.example", { role: "dev_admin", daysAgo: 33 })).accept(jonas)
  await arrive({ from: 32, to: 21.5, guests: 18 })
  await invite("old.address@northwind.example", { role: "member", daysAgo: 21 })
  const northwind = await newAccount(db, { name: "Northwind Robotics", contact: NORTHWIND, passwordHash })
  const key = await seedApiClient(at, { harbour, grace, northwind })
  await arrive({ from: 14, to: 12.5, guests: 10 })
  await (await invite("+8613800138000", { role: "member", daysAgo: 12 })).accept(priya)
  const refused = await invite("lucia@northwind.example", { role: "finance_admin", daysAgo: 9 })
  await decline(at(lucia, 8), refused)
  await arrive({ from: 7.9, to: 6.1, guests: 5 })
  await createMemberAccount(at(grace, 6), { organizationId: harbour, name: "Build Robots" })
  await arrive({ from: 5.9, to: 5.1, guests: 3 })
  const mistaken = await invite("wrong.person@northwind.example", { role: "dev_admin", daysAgo: 5 })
  await cancel(at(grace, 4.9), mistaken)
  await arrive({ from: 4.8, to: 3.1, guests: 6 })
  const number = await createMemberAccount(at(grace, 3), { organizationId: harbour, name: "Shared Billing" })
  const [billing] = await db.select().from(accounts).where(eq(accounts.number, number))
  await arrive({ from: 2.9, to: 2.1, guests: 6 })
  const bounced = await invite("no-such-mailbox@northwind.example", { role: "member", daysAgo: 2 })
  await settleLetters(db, bounced.id)
  await beActive(db)
  await invite("+8613912345678", { role: "member", daysAgo: 1 })
  const noah = await enter("Noah Kim", "noah@tidewater.example", "no organization, has asked to join Cloud Harbour")
  await requestToJoin(at(noah, 0.3), {
    code: (await invitationCode(at(grace, 0.3), harbour as ReadableOrganizationId)) ?? "",
    reviewerId: grace,
    description: "Tidewater is your new warehouse in Busan. I run its systems.",
    agreed: true,
  })
  await inviteAccount(asApiClient(at(grace, 0.2), key), {
    organizationId: harbour,
    target: { email: "analytics@northwind.example" },
    note: "This is a request for your account to join Cloud Harbour.",
    tags: [{ key: "CostCenter", value: "3042" }],
  })
  await invite("newcomer@northwind.example", {
    role: "dev_admin",
    daysAgo: 0.1,
    note: "Welcome aboard! The on-call rota starts on Monday.",
  })

  await bindSecurity(at(grace, 0.05), {
    organizationId: harbour,
    accountId: billing?.id ?? "",
    email: "billing@cloudharbour.example",
    phone: "+8613700137000",
  })
  // A refused attempt, for the audit to show.
  await removeMember(at(mei, 0.02), { organizationId: harbour, accountId: jonas }).catch(() => {})

  const elena = await enter(
    "Elena Rossi",
    "elena@paperlantern.example",
    "super_admin of Paper Lantern, not certified yet",
  )
  const lantern = await foundOrganization(at(elena, 30), { name: "Paper Lantern Studio" })
  await db.insert(memberships).values({ organizationId: lantern, accountId: grace, role: "member", origin: "created" })
  await db.update(organizations).set({ seatsTaken: 2 }).where(eq(organizations.id, lantern))
  await requestCertification(at(elena, 0.2), {
    organizationId: lantern,
    name: "Elena Rossi Studio",
    licenceNumber: "IT04512870962",
    type: "sole_proprietorship",
  })
  logins.push({ name: "Sam Okafor", contact: OPERATOR, role: "operator of the platform, certifies enterprises" })
  return { logins, key }
}

/** All letters so far went out long ago, and the last one came back; later letters are delivered for real. */
async function settleLetters(db: Database, bounced: string) {
  await db.update(letters).set({ state: "sent", sentAt: sql`clock_timestamp()` })
  await db.update(handshakes).set({ delivery: "sent" })
  const failure = "550 5.1.1 The mailbox does not exist."
  const at = sql`clock_timestamp()`
  await db.update(letters).set({ fate: "bounced", fateAt: at, failure }).where(eq(letters.handshakeId, bounced))
  await db
    .update(handshakes)
    .set({ delivery: "bounced", deliveryAt: at, deliveryReason: failure })
    .where(eq(handshakes.id, bounced))
}
