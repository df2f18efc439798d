// The same small world twice: in Muster, by its own verbs, and on the floor.
import { openFloor } from "@/bench/floor"
import { connect } from "@/db/client"
import { createAccessKey } from "@/lib/access-keys/access-keys"
import { mustReadOrganization, openSession, visitorOf } from "@/lib/accounts/sessions"
import { databaseClock } from "@/lib/core/context"
import { accept } from "@/lib/handshake"
import { inviteMember, revokeInvitation, viewInvitation } from "@/lib/invitations/invitations"
import { listInvitations } from "@/lib/invitations/records"
import { keyPermissions } from "@/lib/shared/roles"
import { contextOf, newEmail, organization, person } from "@/lib/testing"

const ORGANIZATIONS = 50
/** More than a page of records. */
const RECORDS = 60
const QUOTA = 1_000_000

/** An organization, with the session of its super admin. */
export interface Enterprise {
  id: string
  session: string
}

export interface Guest {
  email: string
  session: string
}

export interface Invitation {
  id: string
  token: string
}

/** What can be done; every act reads the session and the role first, as a request does. */
interface Acts {
  newEnterprise(): Promise<Enterprise>
  newGuest(): Promise<Guest>
  create(by: Enterprise, email: string): Promise<Invitation>
  accept(guest: Guest, invitation: Invitation): Promise<unknown>
  revoke(by: Enterprise, invitation: Invitation): Promise<unknown>
  get(guest: Guest, invitation: Invitation): Promise<unknown>
  list(by: Enterprise): Promise<unknown>
  /** Asks something of the connection itself. */
  ask(statement: string): Promise<unknown>
  close(): Promise<unknown>
}

export interface World extends Acts {
  /** The first is the large one. */
  enterprises: Enterprise[]
}

/** The acts of Muster, on a database that has been migrated. */
export function musterActs(url: string, pool?: number) {
  const { db, close } = connect(url, { pool })

  async function visitor(session: string) {
    const found = await visitorOf(db, databaseClock, session)
    if (found.kind !== "logged-in") throw new Error("The session is over")
    return { found, ctx: contextOf(db, found.account.id) }
  }

  return {
    async newEnterprise() {
      const { id, owner } = await organization(db, { quota: QUOTA })
      return { id, session: await openSession(db, owner.ctx, owner.id) }
    },
    async newGuest() {
      const { id, address, ctx } = await person(db)
      return { email: address, session: await openSession(db, ctx, id) }
    },
    async create({ id: organizationId, session }: Enterprise, contact: string) {
      const { ctx } = await visitor(session)
      const { id, link } = await inviteMember(ctx, { organizationId, contact, role: "member", note: "" })
      return { id, token: new URL(link).searchParams.get("token") ?? "" }
    },
    accept: async ({ session }: Guest, { token }: Invitation) => accept((await visitor(session)).ctx, { token }),
    revoke: async ({ session }: Enterprise, { id }: Invitation) =>
      revokeInvitation((await visitor(session)).ctx, { id }),
    get: async ({ session }: Guest, { token }: Invitation) => viewInvitation((await visitor(session)).ctx, token),
    async list({ id, session }: Enterprise) {
      const { found, ctx } = await visitor(session)
      return listInvitations(ctx, mustReadOrganization(found, id, "members.read").organizationId, {})
    },
    /** An access key of an organization that may do everything. */
    async newKey({ id: organizationId, session }: Enterprise) {
      const { ctx } = await visitor(session)
      return createAccessKey(ctx, { organizationId, name: "bench", permissions: [...keyPermissions] })
    },
    ask: (statement: string) => db.execute(statement),
    close,
  }
}

/** The acts of the floor, under the same names. */
export function floorActs(url: string, pool?: number) {
  const floor = openFloor(url, { pool })
  const newUser = async (email: string) => {
    await floor.newUser(email)
    return { email, session: email }
  }
  return {
    async newEnterprise() {
      const { email, session } = await newUser(newEmail("owner"))
      return { id: await floor.newOrganization(email), session }
    },
    newGuest: () => newUser(newEmail()),
    create: ({ id, session }: Enterprise, email: string) => floor.create(session, id, email),
    accept: ({ session }: Guest, { token }: Invitation) => floor.accept(session, token),
    revoke: ({ id, session }: Enterprise, invitation: Invitation) => floor.revoke(session, id, invitation.id),
    get: ({ session }: Guest, { token }: Invitation) => floor.get(session, token),
    list: ({ id, session }: Enterprise) => floor.list(session, id),
    ask: floor.ask,
    close: floor.close,
  }
}

/** A large organization with a page of records, and fifty beside it. */
export async function fill<A extends Acts>(acts: A): Promise<A & World> {
  const enterprises: Enterprise[] = []
  for (let made = 0; made <= ORGANIZATIONS; made++) enterprises.push(await acts.newEnterprise())
  const world = { ...acts, enterprises }
  for (let made = 0; made < RECORDS; made++) await world.create(largest(world), newEmail("record"))
  return world
}

export function largest({ enterprises: [first] }: World): Enterprise {
  if (!first) throw new Error("The world is empty")
  return first
}
